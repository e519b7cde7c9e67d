"""A mail server as a city's provider runs one: STARTTLS and a password, or no mail is taken.

Says its port, then each mail, as a line of JSON each.
"""

import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

certificate, key, username, password = sys.argv[1:]


def say(what):
    print(json.dumps(what), flush=True)


def authenticate(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and data == LoginPassword(username.encode(), password.encode())
    return AuthResult(success=good)


def readable(mail):
    """Everything that a person or a program could read in it: headers and parts, decoded."""
    parts = [f"{name}: {value}" for name, value in mail.items()]
    parts += [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join(parts)


class Handler:
    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        say(
            {
                "to": envelope.rcpt_tos,
                "encrypted": session.ssl is not None,
                "authenticated": session.authenticated,
                "raw": envelope.content.decode("utf-8", "backslashreplace"),
                "readable": readable(mail),
            }
        )
        return "250 taken"


async def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def conversation():
        return SMTP(
            Handler(),
            hostname="localhost",
            tls_context=context,
            require_starttls=True,
            auth_required=True,
            authenticator=authenticate,
        )

    server = await asyncio.get_running_loop().create_server(conversation, "127.0.0.1", 0)
    say({"port": server.sockets[0].getsockname()[1]})
    await server.serve_forever()


asyncio.run(main())
