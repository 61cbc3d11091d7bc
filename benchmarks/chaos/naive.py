"""The control: mail marked and then sent, without lock or outbox, as is often done."""

import smtplib
import sys
from email.message import EmailMessage

import psycopg

TABLE = "CREATE TABLE IF NOT EXISTS naive_mail (message_id text PRIMARY KEY)"
WANTED = """
SELECT message_id, address FROM lifecycle_notice n
WHERE NOT EXISTS (SELECT FROM naive_mail m WHERE m.message_id = n.message_id) ORDER BY id
"""


def main(url: str, port: int) -> None:
    """Mail what is not marked yet."""
    with (
        psycopg.connect(url, autocommit=True) as database,
        smtplib.SMTP("127.0.0.1", port) as server,
    ):
        database.execute(TABLE)
        for message_id, address in database.execute(WANTED).fetchall():
            database.execute("INSERT INTO naive_mail VALUES (%s)", [message_id])
            message = EmailMessage()
            message["From"], message["To"] = "control@example.com", address
            message["Message-ID"] = message_id
            server.send_message(message)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
