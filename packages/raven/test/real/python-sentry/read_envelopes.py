"""Reads envelopes, a JSON list of base64 texts on stdin, with the parser of sentry_sdk.

Says on stdout what it found in each.
"""

import base64
import json
import sys

from sentry_sdk.envelope import Envelope


def found(data):
    envelope = Envelope.deserialize(data)
    return {
        "headers": envelope.headers,
        "items": [item.headers for item in envelope.items],
        "event": envelope.get_event(),
        "again": Envelope.deserialize(envelope.serialize()).get_event(),
    }


json.dump([found(base64.b64decode(text)) for text in json.load(sys.stdin)], sys.stdout)
