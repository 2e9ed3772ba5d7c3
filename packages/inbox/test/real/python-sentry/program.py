"""A program with sentry_sdk, as its users write it.

It reports one thing of every kind, and says on stdout which ids it gave and how the receiver answered
each request.
"""

import json
import logging
import sys

import sentry_sdk
from sentry_sdk.transport import HttpTransport

answers = []


class Overheard(HttpTransport):
    """The client's own transport, overheard."""

    def _make_pool(self, *args, **kwargs):
        pool = super()._make_pool(*args, **kwargs)
        request = pool.request

        def overheard(method, url, **options):
            response = request(method, url, **options)
            encoding = options["headers"].get("Content-Encoding")
            endpoint = url.split("/")[-2]
            answers.append({"endpoint": endpoint, "encoding": encoding, "status": response.status})
            return response

        pool.request = overheard
        return pool


def before_send(event, hint):
    return None if event.get("message") == "nobody hears of this" else event


def read_price(item):
    currency = "EUR"
    return item["price"][currency]


def total_of(cart):
    try:
        return sum(map(read_price, cart))
    except KeyError as cause:
        raise ValueError("no total for this cart") from cause


sentry_sdk.init(
    sys.argv[1],
    release="shop@1.2.3",
    environment="staging",
    server_name="till-7",
    traces_sample_rate=1.0,
    before_send=before_send,
    transport=Overheard,
)
sentry_sdk.set_user({"id": "42", "username": "ada", "email": "ada@example.com"})
sentry_sdk.set_tag("branch", "main")
sentry_sdk.set_extra("cart", {"items": ["lamp"]})
sentry_sdk.add_breadcrumb(category="cart", message="added a lamp", data={"count": 2})

ids = {}
sentry_sdk.Hub.current.start_session()
with sentry_sdk.start_transaction(op="task", name="checkout"):
    with sentry_sdk.push_scope() as scope:
        scope.add_attachment(bytes=b"\x00\n\r\n\xff", filename="cart.bin")
        try:
            total_of([{"name": "lamp"}])
        except ValueError as error:
            ids["exception"] = sentry_sdk.capture_exception(error)
ids["message"] = sentry_sdk.capture_message("the till is low on paper", "warning")
logging.getLogger("till").error("only %s sheets left in %s", 7, "till 7")
ids["parameterized"] = sentry_sdk.last_event_id()
sentry_sdk.capture_message("nobody hears of this")
sentry_sdk.Hub.current.end_session()
sentry_sdk.Hub.current.client.close(timeout=10)
print(json.dumps({"ids": ids, "answers": answers}))
