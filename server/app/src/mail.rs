//! Mails in fixed words: that something waits, that something happened to one's own ID or to the facility that one looks after, or
//! that an application came in or was decided. Nothing personal.

use std::time::Duration;

use anyhow::{Context, ensure};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart, header},
    transport::smtp::{
        AsyncSmtpTransportBuilder,
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
    },
};

use crate::config::{City, Mail, SmtpTls};

/// Where an applicant asks how their application stands.
const STATUS_PAGE: &str = "apply/status";

/// Why a mail was not handed over.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The same may be taken later: no connection, or a 4xx answer.
    #[error("the mail server does not take it now")]
    Later(#[source] lettre::transport::smtp::Error),
    /// It did not answer in time; nobody knows whether it took the mail.
    #[error("the mail server does not answer")]
    Silent,
    /// It will never be taken: a 5xx answer.
    #[error("the mail server refuses it")]
    Never(#[source] lettre::transport::smtp::Error),
    /// The address, or something else of ours, makes no mail.
    #[error("no mail can be made of it")]
    Unwritable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Whether the same mail is worth another try.
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Later(_) | Self::Silent)
    }
}

/// The way to the mail server.
pub struct Mailer {
    /// Each mail has a connection of its own: one that was given up in the middle would answer the next mail with what
    /// it had to say to this one.
    transport: AsyncSmtpTransportBuilder,
    timeout: Duration,
    from: Mailbox,
    message_id_host: String,
    service: String,
    login_url: String,
}

/// What a mail says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Content {
    /// How many unread posts wait. Not where, not of whom, not by whom.
    Alert {
        /// Unread posts.
        posts: usize,
    },
    /// What happened to the receiver's own ID.
    Notice(Notice),
    /// What whoever looks after a facility, or the city, has to see to. Not where, not of whom.
    Waiting(Waiting),
    /// What became of an application.
    Application(Application),
    /// The city has decided about a change of what a facility stated.
    ChangeDecided,
    /// The city has decided about what the receiver asked for in a room.
    RequestDecided,
    /// It has decided about what somebody who is signed in applied for. Not what, not about whom.
    ApplicationDecided,
}

/// What waits for someone who looks after others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Waiting {
    /// An enrolment code waits for a second person.
    Code,
    /// It was said that a facility ends.
    FacilityEnd,
    /// Someone was moved to the facility.
    Arrival,
    /// The quarterly review was opened.
    Review,
    /// The operator suspended something for the city.
    Proxy,
    /// It was proposed who acts for the city.
    Appointment,
    /// A moderator asks for something that an approver decides.
    Decision,
    /// An approver decided whether a room is unsealed: if it is, its hours run.
    Unsealing,
    /// A facility applies for something that is in a hurry.
    Application,
    /// A backup was restored.
    Restore,
}

impl Notice {
    /// What the subject says, and what has happened.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::CodeIssued => {
                ("登録コードのお知らせ", "あなたのユーザーIDで端末を登録するためのコードが、新しく作られました。")
            }
            Self::LoginIdReplaced => (
                "新しいユーザーIDのお知らせ",
                "あなたのこれまでのユーザーIDは使えなくなり、新しいユーザーIDが付与されました。",
            ),
            Self::LossReported => {
                ("紛失の届出のお知らせ", "紛失の届出により、あなたの端末またはパスキーを停止しました。")
            }
            Self::LossDecided => (
                "紛失の届出の結果のお知らせ",
                "紛失の届出により停止していた、あなたの端末またはパスキーについて、市の決定がありました。",
            ),
        }
    }
}

impl Waiting {
    /// Subject and sentence.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Code => (
                "登録コードの確認のお願い",
                "職員の登録コードが、もう一人の確認を待っています。確認されるまで、コードは使えません。",
            ),
            Self::FacilityEnd => ("利用の廃止のお知らせ", "施設の利用を廃止する日が届け出られました。"),
            Self::Arrival => {
                ("職員の異動のお知らせ", "施設に職員が異動してきました。端末を使うには、新しい登録コードが必要です。")
            }
            Self::Review => {
                ("四半期の確認のお願い", "職員のユーザーIDがいまも使われているかどうかの、四半期の確認が始まりました。")
            }
            Self::Decision => (
                "市承認者の決定のお願い",
                "市担当者からの申請または提案が、市承認者の決定を待っています。決定されるまで、何も変わりません。",
            ),
            Self::Unsealing => (
                "開封の決定のお知らせ",
                "開示請求のための開封について、市承認者が決定しました。承認されたときは、開封の時間がもう始まっています。",
            ),
            Self::Application => (
                "急ぎの申請のお知らせ",
                "施設の職員からの急ぎの申請が、市担当者の確認を待っています。確認されるまで、何も変わりません。",
            ),
            Self::Restore => (
                "バックアップから復元したあとの確認のお願い",
                "システムをバックアップから復元しました。そのバックアップより後に止められていたユーザーID、端末、施設と、終わっていたルームへの参加は、もう一度止めました。使えるようにすべきものがないか、確かめてください。",
            ),
            Self::Appointment => (
                "市の担当者の指名の確認のお願い",
                "市の担当者または承認者の変更が提案され、もう一人の確認を待っています。確認されるまで、何も変わりません。",
            ),
            Self::Proxy => (
                "緊急の一時停止のお知らせ",
                "契約事業者が、市に代わってユーザーIDまたは端末を一時停止しました。期限までに内容を確かめ、続けるか取り消すかを決定してください。",
            ),
        }
    }
}

/// What became of an application.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Application {
    /// 受付
    Received,
    /// 決定
    Decided,
}

/// What happened to someone's ID.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Notice {
    /// A new enrolment code was made.
    CodeIssued,
    /// The ID was replaced by a new one.
    LoginIdReplaced,
    /// Something of theirs was reported lost, and stopped.
    LossReported,
    /// It was decided whether that works again.
    LossDecided,
}

impl Mailer {
    /// From the configuration; nothing is connected yet.
    pub fn new(mail: &Mail, city: &City, login_origin: &str) -> anyhow::Result<Self> {
        let (host, port) = mail.smtp.rsplit_once(':').context("mail.smtp is host:port")?;
        let port: u16 = port.parse().context("mail.smtp is host:port")?;
        let tls = || -> anyhow::Result<TlsParameters> {
            let mut builder = TlsParameters::builder(host.to_owned());
            if !mail.authority.as_os_str().is_empty() {
                let pem = std::fs::read(&mail.authority).context("mail.authority")?;
                builder = builder.add_root_certificate(Certificate::from_pem(&pem).context("mail.authority")?);
            }
            Ok(builder.build()?)
        };
        let tls = match mail.tls {
            SmtpTls::Tls => Tls::Wrapper(tls()?),
            SmtpTls::StartTls => Tls::Required(tls()?),
            SmtpTls::None => Tls::None,
        };
        let timeout = Duration::from_millis(mail.timeout_ms);
        let mut builder =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host).port(port).tls(tls).timeout(Some(timeout));
        if !mail.username.is_empty() {
            let password = std::fs::read_to_string(&mail.password_file).context("mail.password_file")?;
            builder = builder.credentials(Credentials::new(mail.username.clone(), password.trim().to_owned()));
        }
        let from: Mailbox = mail.from.parse().context("mail.from")?;
        Ok(Self {
            transport: builder,
            timeout,
            message_id_host: from.email.domain().to_owned(),
            from,
            service: city.service_name.clone(),
            login_url: format!("{login_origin}/"),
        })
    }

    /// The words of a mail: subject and paragraphs.
    fn words(&self, content: Content) -> (String, Vec<String>) {
        let service = &self.service;
        let (subject, said, end) = match content {
            Content::Alert { posts } => (
                format!("[{service}] 新しい連絡 {posts}件"),
                vec![
                    format!("{service}に、まだ読んでいない新しい連絡が{posts}件あります。"),
                    "ログインしてご確認ください。このメールには個人情報を記載していません。".to_owned(),
                ],
                "メールでのお知らせは、ログイン後の「設定」で止めることができます。",
            ),
            Content::Notice(notice) => {
                let (title, said) = notice.words();
                (
                    format!("[{service}] {title}"),
                    vec![
                        format!("{service}からのお知らせです。{said}"),
                        "お心当たりがないときは、すぐに施設の管理者または市の担当者にご連絡ください。\
                         このメールには個人情報を記載していません。"
                            .to_owned(),
                    ],
                    "安全のためのお知らせのため、設定で止めることはできません。",
                )
            }
            Content::Waiting(waiting) => {
                let (title, said) = waiting.words();
                (
                    format!("[{service}] {title}"),
                    vec![
                        format!("{service}からのお知らせです。{said}"),
                        "ログインしてご確認ください。このメールには個人情報を記載していません。".to_owned(),
                    ],
                    "施設を管理する方へのお知らせのため、設定で止めることはできません。",
                )
            }
            Content::ChangeDecided => (
                format!("[{service}] 変更の届出の結果"),
                vec![
                    format!("{service}からのお知らせです。施設の登録内容の変更について、市の確認が終わりました。"),
                    "結果は、施設の管理者がログインして「施設の登録内容」でご確認ください。\
                     このメールには個人情報を記載していません。"
                        .to_owned(),
                ],
                "お心当たりがないときは、市の担当者にご連絡ください。",
            ),
            Content::RequestDecided => (
                format!("[{service}] お申し出の結果"),
                vec![
                    format!("{service}からのお知らせです。市に求められたことについて、市が決定しました。"),
                    "結果は、ログインして、そのルームの「基本情報」でご確認ください。\
                     このメールには個人情報を記載していません。"
                        .to_owned(),
                ],
                "お心当たりがないときは、市の担当者にご連絡ください。",
            ),
            Content::ApplicationDecided => (
                format!("[{service}] 市の決定のお知らせ"),
                vec![
                    format!("{service}からのお知らせです。あなたが市に出した申請について、市の決定がありました。"),
                    "ログインしてご確認ください。このメールには個人情報を記載していません。".to_owned(),
                ],
                "申請した方へのお知らせのため、設定で止めることはできません。",
            ),
            Content::Application(application) => {
                let (title, said) = match application {
                    Application::Received => (
                        "申請を受け付けました",
                        "利用施設の申請を受け付けました。市の担当者が内容を確認し、結果をメールでお知らせします。",
                    ),
                    Application::Decided => {
                        ("決定のお知らせ", "申請いただいた利用施設について、審査の結果が決まりました。")
                    }
                };
                (
                    format!("[{service}] {title}"),
                    vec![
                        format!("{service}からのお知らせです。{said}"),
                        "審査の状況と結果は、申請のときに表示された受付番号を使って、次のページでご確認ください。\
                         このメールには個人情報を記載していません。"
                            .to_owned(),
                    ],
                    "お心当たりがないときは、このメールを破棄してください。",
                )
            }
        };
        let mut paragraphs = said;
        paragraphs.push(format!("このメールは自動で送信しています。返信はできません。{end}"));
        (subject, paragraphs)
    }

    fn compose(&self, name: &str, to: &str, content: Content) -> Result<Message, Error> {
        let to: Address = to.parse().map_err(|error| Error::Unwritable(Box::new(error)))?;
        let (subject, paragraphs) = self.words(content);
        let target = match content {
            Content::Application(_) => format!("{}{STATUS_PAGE}", self.login_url),
            Content::Alert { .. }
            | Content::Notice(_)
            | Content::Waiting(_)
            | Content::ChangeDecided
            | Content::RequestDecided
            | Content::ApplicationDecided => self.login_url.clone(),
        };
        let (url, mut text, mut html) = (escape(&target), String::new(), String::new());
        for (number, paragraph) in paragraphs.iter().enumerate() {
            text.push_str(paragraph);
            html.push_str("<p>");
            html.push_str(&escape(paragraph));
            // Below the sentence that asks to sign in or to get in touch.
            if number == 1 {
                text.push('\n');
                text.push_str(&target);
                html.push_str("<br><a href=\"");
                html.push_str(&url);
                html.push_str("\">");
                html.push_str(&url);
                html.push_str("</a>");
            }
            text.push_str("\n\n");
            html.push_str("</p>");
        }
        let html = format!("<!DOCTYPE html><html lang=\"ja\"><body>{html}</body></html>");
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            .message_id(Some(format!("<{name}@{}>", self.message_id_host)))
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(text, html))
            .map_err(|error| Error::Unwritable(Box::new(error)))
    }

    /// Greets the mail server as if a mail were to follow, with TLS and the password, and leaves.
    pub async fn greet(&self) -> anyhow::Result<()> {
        let transport: AsyncSmtpTransport<Tokio1Executor> = self.transport.clone().build();
        let greeting = tokio::time::timeout(self.timeout, transport.test_connection());
        ensure!(greeting.await.context("it does not answer in time")??, "it does not answer after the greeting");
        Ok(())
    }

    /// Hands a mail over. `name` is the same at every try, so that the receiver's server can tell a repeat.
    pub async fn send(&self, name: &str, to: &str, content: Content) -> Result<(), Error> {
        let message = self.compose(name, to, content)?;
        // The library's own limit ends with the connecting.
        let transport: AsyncSmtpTransport<Tokio1Executor> = self.transport.clone().build();
        match tokio::time::timeout(self.timeout, transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if error.is_permanent() => Err(Error::Never(error)),
            Ok(Err(error)) => Err(Error::Later(error)),
            Err(_) => Err(Error::Silent),
        }
    }
}

/// Tells vacation responders and the like to stay silent (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
