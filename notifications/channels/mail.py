"""E-mail, by whatever backend of Django the installation has: SMTP, or a service by anymail."""

import smtplib
from urllib.parse import urlsplit

from anymail.exceptions import AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from .parcel import Failed, Line, Parcel, Refused, Unknown

PERMANENT = 500  # SMTP's answers from here on are final
REFUSALS, LATER = range(400, 500), (408, 429)  # of HTTP


class Mail(Line):
    """One connection for a row of parcels."""

    def __init__(self) -> None:
        self.connection = get_connection()

    def open(self) -> None:
        """Connect.

        Raises:
            Failed: there is nobody to talk to; nothing left.
        """
        try:
            self.connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise Failed(f"{type(error).__name__}: {error}") from error

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def send(self, parcel: Parcel) -> None:
        """Hand one parcel over.

        Raises:
            Refused: the address or the message is refused for good.
            Unknown: the line broke after the words had left.
            Failed: anything else; it did not leave.
        """
        host = urlsplit(settings.SITE_URL).hostname or "localhost"
        message = EmailMultiAlternatives(
            subject=" ".join(parcel.title.split()),
            body=parcel.body,
            to=[parcel.to],
            connection=self.connection,
            headers={
                # stable: a second copy of the same message can be told from another message
                "Message-ID": f"<{parcel.key}@{host}>",
                "Auto-Submitted": "auto-generated",
                "Content-Language": parcel.language,
            },
        )
        try:
            message.send()
        except AnymailRecipientsRefused as error:
            raise Refused(str(error)) from error
        except AnymailError as error:
            status = getattr(error, "status_code", None)
            final = status in REFUSALS and status not in LATER
            raise (Refused if final else Failed)(str(error)) from error
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise (Refused if code >= PERMANENT else Failed)(f"{code} {said!r}") from error
        except smtplib.SMTPResponseException as error:
            final = error.smtp_code >= PERMANENT
            raise (Refused if final else Failed)(
                f"{error.smtp_code} {error.smtp_error!r}"
            ) from error
        except (smtplib.SMTPServerDisconnected, TimeoutError, ConnectionError) as error:
            raise Unknown(f"{type(error).__name__}: {error}") from error
        except OSError as error:
            raise Failed(f"{type(error).__name__}: {error}") from error
