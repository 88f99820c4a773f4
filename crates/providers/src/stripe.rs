//! Stripe: <https://docs.stripe.com/webhooks#verify-manually>, <https://docs.stripe.com/api/events/types>.

use serde_json::Value;

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
    scheme::{Content, Names, SecretVerdict, Shape, SignatureSpec, usual_secret},
    text,
};

pub(crate) struct Stripe;

impl Profile for Stripe {
    const TITLE: &'static str = "Stripe";
    const SPEC: Option<SignatureSpec<'static>> = Some(SignatureSpec {
        names: Names { signature: "Stripe-Signature", timestamp: None, id: None },
        // While a secret is rotated there are several v1, one for each secret.
        shape: Shape::Pairs { separator: ',', stamp: "t", signature: "v1" },
        content: Content::Template("{timestamp}.{body}"),
        ..SignatureSpec::BASE
    });
    const SAMPLES: &'static [Sample] = &[
        Sample::post("checkout.session.completed", HEADERS, CHECKOUT),
        Sample::post("invoice.paid", HEADERS, INVOICE),
        Sample::post("customer.subscription.created", HEADERS, SUBSCRIPTION_CREATED),
        Sample::post("customer.subscription.updated", HEADERS, SUBSCRIPTION_UPDATED),
    ];

    fn secret(secret: &str) -> SecretVerdict {
        if secret == "whsec_" {
            return Err("nothing stands after whsec_: copy the signing secret again");
        }
        usual_secret(
            secret.starts_with("whsec_"),
            "stripe_prefix",
            "a signing secret of Stripe begins with whsec_; API keys do not sign",
        )
    }

    fn by_headers(request: &Request<'_>) -> bool {
        request.has("stripe-signature") || request.agent("Stripe/")
    }

    fn by_body(body: &Value) -> bool {
        text::at(body, "/object") == Some("event") && text::at(body, "/id").is_some_and(|id| id.starts_with("evt_"))
    }

    fn describe(request: &Request<'_>) -> Description {
        let json = request.json().unwrap_or_default();
        let object = json.pointer("/data/object").unwrap_or(&Value::Null);
        let amount = ["/amount_total", "/amount_paid", "/amount"].iter().find_map(|at| object.pointer(at)?.as_i64());
        let money = amount.zip(text::at(object, "/currency")).and_then(|(amount, of)| text::minor(amount, of));
        let whom = ["/customer_details/email", "/customer_email", "/customer", "/id"];
        let whom = whom.iter().find_map(|at| text::at(object, at)).map(str::to_owned);
        Description::new(text::at(&json, "/type"), text::parts([money, whom]))
    }
}

const HEADERS: &[(&str, &str)] = &[
    ("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)"),
    ("Accept", "*/*; q=0.5, application/xml"),
    ("Cache-Control", "no-cache"),
    ("Content-Type", "application/json; charset=utf-8"),
];

const CHECKOUT: &str = r#"{
  "id": "evt_1QyPqL2eZvKYlo2CkD8nX0aB",
  "object": "event",
  "api_version": "2025-02-24.acacia",
  "created": 1773144842,
  "data": {
    "object": {
      "id": "cs_live_a1Vt5oH2dJ9pQ4sXwYbN7cRk3mZ",
      "object": "checkout.session",
      "amount_subtotal": 12990,
      "amount_total": 12990,
      "currency": "brl",
      "customer": "cus_RtB7nqY1pLwZ3e",
      "customer_details": {
        "email": "ana@exemplo.com.br",
        "name": "Ana Souza",
        "phone": null
      },
      "metadata": {
        "pedido": "1042"
      },
      "mode": "payment",
      "payment_status": "paid",
      "status": "complete"
    }
  },
  "livemode": true,
  "pending_webhooks": 1,
  "request": {
    "id": null,
    "idempotency_key": null
  },
  "type": "checkout.session.completed"
}"#;

const INVOICE: &str = r#"{
  "id": "evt_1QyQ0c2eZvKYlo2Cw3Tf5RmE",
  "object": "event",
  "api_version": "2025-02-24.acacia",
  "created": 1773145410,
  "data": {
    "object": {
      "id": "in_1QyQ0a2eZvKYlo2CHs8bVnUq",
      "object": "invoice",
      "amount_due": 4900,
      "amount_paid": 4900,
      "billing_reason": "subscription_cycle",
      "currency": "brl",
      "customer": "cus_RtB7nqY1pLwZ3e",
      "customer_email": "joao@exemplo.com.br",
      "number": "8F3C21D0-0007",
      "status": "paid",
      "subscription": "sub_1Qn4Xk2eZvKYlo2CqT6sDz9P"
    }
  },
  "livemode": true,
  "pending_webhooks": 1,
  "request": {
    "id": null,
    "idempotency_key": null
  },
  "type": "invoice.paid"
}"#;

const SUBSCRIPTION_CREATED: &str = r#"{
  "id": "evt_1QyR1e2eZvKYlo2CjM6uVb4T",
  "object": "event",
  "api_version": "2025-02-24.acacia",
  "created": 1773145402,
  "data": {
    "object": {
      "id": "sub_1Qn4Xk2eZvKYlo2CqT6sDz9P",
      "object": "subscription",
      "currency": "brl",
      "customer": "cus_RtB7nqY1pLwZ3e",
      "latest_invoice": "in_1QyQ0a2eZvKYlo2CHs8bVnUq",
      "status": "incomplete"
    }
  },
  "livemode": true,
  "pending_webhooks": 1,
  "request": {
    "id": "req_9wGmT4kXcB2sLq",
    "idempotency_key": null
  },
  "type": "customer.subscription.created"
}"#;

const SUBSCRIPTION_UPDATED: &str = r#"{
  "id": "evt_1QyR1j2eZvKYlo2C0aXw8HsP",
  "object": "event",
  "api_version": "2025-02-24.acacia",
  "created": 1773145407,
  "data": {
    "object": {
      "id": "sub_1Qn4Xk2eZvKYlo2CqT6sDz9P",
      "object": "subscription",
      "currency": "brl",
      "customer": "cus_RtB7nqY1pLwZ3e",
      "latest_invoice": "in_1QyQ0a2eZvKYlo2CHs8bVnUq",
      "status": "active"
    },
    "previous_attributes": {
      "status": "incomplete"
    }
  },
  "livemode": true,
  "pending_webhooks": 1,
  "request": {
    "id": null,
    "idempotency_key": null
  },
  "type": "customer.subscription.updated"
}"#;
