"""What the providers' own libraries say of requests: cases on standard input, verdicts on standard output."""

import datetime
import json
import sys
from urllib.parse import parse_qsl

import slack_sdk.signature
import standardwebhooks
import stripe
import twilio.request_validator


def believed(verify):
    """Some libraries answer, some raise."""
    try:
        return verify() is not False
    except (stripe.SignatureVerificationError, standardwebhooks.WebhookVerificationError):
        return False


def of_stripe(case):
    key, now = case["secret"], case["now"]
    signature = stripe.WebhookSignature._compute_signature(f"{now}.{case['body']}", key)
    return (
        lambda body, headers: stripe.Webhook.construct_event(body, headers["stripe-signature"], key),
        [("Stripe-Signature", f"t={now},v1={signature}")],
        True,
    )


def of_standardwebhooks(case):
    webhook = standardwebhooks.Webhook(case["secret"])
    at = datetime.datetime.fromtimestamp(case["now"], tz=datetime.timezone.utc)
    signature = webhook.sign(msg_id="msg_1", timestamp=at, data=case["body"])
    stamp = str(case["now"])
    headers = [("webhook-id", "msg_1"), ("webhook-timestamp", stamp), ("webhook-signature", signature)]
    return webhook.verify, headers, True


def of_slack_sdk(case):
    verifier = slack_sdk.signature.SignatureVerifier(case["secret"])
    stamp = str(case["now"])
    signature = verifier.generate_signature(timestamp=stamp, body=case["body"])
    return (
        lambda body, headers: verifier.is_valid_request(body, headers),
        [("X-Slack-Request-Timestamp", stamp), ("X-Slack-Signature", signature)],
        True,
    )


def of_twilio(case):
    validator = twilio.request_validator.RequestValidator(case["secret"])

    def fields(body):
        return dict(parse_qsl(body, keep_blank_values=True))

    return (
        lambda body, headers: validator.validate(case["url"], fields(body), headers["x-twilio-signature"]),
        [("X-Twilio-Signature", validator.compute_signature(case["url"], fields(case["body"])))],
        False,
    )


def judge(case):
    verify, signed, stamped = globals()[f"of_{case['library']}"](case)
    return {
        "right": believed(lambda: verify(case["body"], case["headers"])),
        "flipped": believed(lambda: verify(case["flipped"], case["headers"])),
        "old": believed(lambda: verify(case["body"], case["old"])) if stamped else None,
        "signed": signed,
    }


json.dump([judge(case) for case in json.load(sys.stdin)], sys.stdout)
