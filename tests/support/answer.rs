use renrakucho_protocol::problem::{Code, Problem};
use reqwest::{RequestBuilder, header::HeaderMap};
use serde::de::DeserializeOwned;

/// What the server answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub text: String,
}

/// Sends a request and reads the whole answer.
pub async fn answer(request: RequestBuilder) -> Answer {
    try_answer(request).await.expect("the server answers")
}

/// The same, where the server may end the connection before its answer is read.
pub async fn try_answer(request: RequestBuilder) -> Result<Answer, reqwest::Error> {
    let response = request.send().await?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Ok(Answer { status, headers, text: response.text().await? })
}

impl Answer {
    /// Insists on success.
    #[track_caller]
    #[expect(clippy::return_self_not_must_use, reason = "insisting is often all that is wanted")]
    pub fn ok(self) -> Self {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.text);
        self
    }

    /// The body of a success.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(self) -> T {
        let body = self.ok().text;
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}"))
    }

    /// The problem of a refusal; insists on its whole shape.
    #[track_caller]
    pub fn problem(&self) -> Problem {
        let problem: Problem = serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("no problem ({error}): {} {}", self.status, self.text));
        assert_eq!(self.status, problem.code.status(), "{}", self.text);
        assert_eq!(problem.status, self.status, "{}", self.text);
        assert_eq!(problem.retry, problem.code.retry(), "{}", self.text);
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.text);
        assert_eq!(self.header("x-request-id"), Some(problem.request_id.as_str()), "{}", self.text);
        problem
    }

    /// Insists on a refusal with this code.
    #[track_caller]
    pub fn refused(&self, code: Code) -> Problem {
        let problem = self.problem();
        assert_eq!(problem.code, code, "{}", self.text);
        problem
    }

    /// Insists that a field is at fault.
    #[track_caller]
    pub fn invalid(&self, field: &str) {
        assert_eq!(self.refused(Code::Validation).field.as_deref(), Some(field), "{}", self.text);
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// What can be told apart by a caller: status, headers and body without the request's id and the clock.
    pub fn shape(&self) -> (u16, Vec<String>, String) {
        let id = self.header("x-request-id").unwrap_or_default();
        let mut headers: Vec<_> = self
            .headers
            .iter()
            .filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()))
            .map(|(name, value)| format!("{name}: {value:?}"))
            .collect();
        headers.sort();
        (self.status, headers, self.text.replace(id, "<id>"))
    }
}
