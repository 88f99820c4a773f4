//! Signatures hold behind the forwarder: the providers' own libraries check them, in a Flask and in
//! an Express app.

use std::path::Path;
use std::process::Stdio;

use testkit::foreign;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use super::{Forwarder, attempts, consumer};
use crate::support::{Client, TestRelay, gancho, own_address, until, until_with, within};

/// What both sides know, and what another knows.
const SECRETS: [&str; 2] = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"];

/// The same for Discord, which signs with a private key; its public half is the second 64 digits.
const KEYS: [&str; 2] = [
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
];

/// Flask with the libraries of Stripe, Slack, Standard Webhooks, Twilio, Mercado Pago, Paddle and Discord.
const FLASK: &str = r#"
import sys
import stripe
from discord_interactions import verify_key
from flask import Flask, request
from mercadopago.webhook import WebhookSignatureValidator
from paddle_billing.Notifications import Secret, Verifier
from slack_sdk.signature import SignatureVerifier
from standardwebhooks.webhooks import Webhook
from twilio.request_validator import RequestValidator

port, secret, base, key = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
app = Flask(__name__)

def checked(check):
    try:
        return ("ok", 200) if check() is not False else ("bad", 401)
    except Exception as e:
        return (repr(e), 401)

@app.post("/stripe")
def of_stripe():
    sign = request.headers["stripe-signature"]
    return checked(lambda: stripe.Webhook.construct_event(request.get_data(), sign, secret) and True)

@app.post("/slack")
def of_slack():
    return checked(lambda: SignatureVerifier(secret).is_valid_request(request.get_data(), dict(request.headers)))

@app.post("/standard")
def of_standard():
    return checked(lambda: Webhook(secret).verify(request.get_data(), dict(request.headers)) or True)

@app.post("/twilio")
def of_twilio():
    # Twilio signs the address that it was given: the relay's.
    url, sign = base + "/webhook/twilio", request.headers["x-twilio-signature"]
    return checked(lambda: RequestValidator(secret).validate(url, request.form.to_dict(), sign))

@app.post("/mercadopago")
def of_mercadopago():
    sign, id = request.headers["x-signature"], request.headers["x-request-id"]
    return checked(lambda: WebhookSignatureValidator.validate(sign, id, request.args.get("data.id"), secret))

@app.post("/paddle")
def of_paddle():
    return checked(lambda: Verifier(300).verify(request, Secret(secret)))

@app.post("/discord")
def of_discord():
    sign, stamp = request.headers["x-signature-ed25519"], request.headers["x-signature-timestamp"]
    return checked(lambda: verify_key(request.get_data(), sign, stamp, key))

app.run(port=port)
"#;

/// Express with the libraries of GitHub, Stripe, Svix, Linear and Shopify.
const EXPRESS: &str = r#"
import "@shopify/shopify-api/adapters/node";
import { LinearWebhookClient } from "@linear/sdk/webhooks";
import { LogSeverity, shopifyApi } from "@shopify/shopify-api";
import express from "express";
import { verify } from "@octokit/webhooks-methods";
import Stripe from "stripe";
import { Webhook } from "svix";

const [port, secret] = process.argv.slice(2);
const app = express();
app.use(express.raw({ type: () => true, limit: "8mb" }));
const on = (path, check) => app.post(path, async (request, response) => {
  try {
    response.status(await check(request) === false ? 401 : 200).end();
  } catch (error) {
    response.status(401).end(String(error));
  }
});
on("/github", (r) => verify(secret, r.body.toString(), r.get("x-hub-signature-256")));
on("/stripe", (r) => Stripe.webhooks.constructEvent(r.body, r.get("stripe-signature"), secret) && true);
on("/standard", (r) => new Webhook(secret).verify(r.body.toString(), {
  "svix-id": r.get("webhook-id"),
  "svix-timestamp": r.get("webhook-timestamp"),
  "svix-signature": r.get("webhook-signature"),
}) || true);
on("/linear", (r) => new LinearWebhookClient(secret).verify(
  r.body, r.get("linear-signature"), JSON.parse(r.body).webhookTimestamp));
const shop = shopifyApi({
  apiKey: "key", apiSecretKey: secret, apiVersion: "2026-10", hostName: "localhost", isEmbeddedApp: false,
  logger: { level: LogSeverity.Error },
});
app.post("/shopify", async (request, response) => {
  const found = await shop.webhooks.validate({ rawBody: request.body.toString(), rawRequest: request, rawResponse: response });
  // A header that our sample leaves out is no matter of the signature.
  const isBelieved = found.valid || found.reason === "missing_headers";
  response.status(isBelieved ? 200 : 401).end(JSON.stringify(found));
});
app.listen(Number(port), "127.0.0.1");
"#;

/// Sends a webhook of a provider to the relay, signed.
async fn send(relay: &Client, provider: &str, secret: &str) {
    let url = format!("http://{}/webhook/{provider}", relay.address);
    let mut command = gancho(&["send", &url, "--provider", provider]);
    let output = within("the webhook", command.env("GANCHO_SECRET", secret).output()).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Each of these providers' webhooks is believed behind the forwarder, and one of another secret is
/// not.
async fn believed(mut app: impl FnMut(&Client, u16) -> Command, providers: &[&str]) {
    let relay = TestRelay::start().await;
    let address = own_address();
    let mut command = app(&relay, address.port());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let _app: Child = command.spawn().unwrap();
    // An interpreter and its libraries take their time.
    let there = async || TcpStream::connect(address).await.is_ok();
    until_with(4 * testkit::PATIENCE, "the app", there).await;
    let targets = providers.iter().flat_map(|name| ["--to".to_owned(), format!("{name}=http://{address}/{name}")]);
    let args: Vec<_> = targets.chain(["--name".into(), "a".into()]).collect();
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    let forwarder = Forwarder::spawn(&relay, &args);
    until("all lines", async || forwarder.said("ready").len() == providers.len()).await;
    for provider in providers {
        let secrets = if *provider == "discord" { KEYS } else { SECRETS };
        for secret in secrets {
            send(&relay, provider, secret).await;
        }
        until("the cursor", async || consumer(&relay, provider, "a").await.cursor == 2).await;
        for (seq, status) in [(1, 200), (2, 401)] {
            let attempt = &attempts(&relay, provider, seq).await[0].attempt;
            assert_eq!(attempt.status, Some(status), "{provider}: {attempt:?}");
        }
    }
}

#[tokio::test]
async fn flask_believes_signatures_behind_it() {
    let Some(python) = foreign::python() else { return };
    let program = foreign::write(beside(python).join("app.py"), FLASK);
    let app = |relay: &Client, port: u16| {
        let mut command = Command::new(python);
        let (base, public) = (format!("http://{}", relay.address), &KEYS[0][64..]);
        command.arg(&program).args([&port.to_string(), SECRETS[0], &base, public]);
        command
    };
    believed(app, &["stripe", "slack", "standard", "twilio", "mercadopago", "paddle", "discord"]).await;
}

#[tokio::test]
async fn express_believes_signatures_behind_it() {
    let Some(folder) = foreign::node() else { return };
    let program = foreign::write(folder.join("receivers/forwarded.mjs"), EXPRESS);
    let app = |_: &Client, port: u16| {
        let mut command = Command::new("node");
        command.arg(&program).args([&port.to_string(), SECRETS[0]]);
        command
    };
    believed(app, &["github", "stripe", "standard", "linear", "shopify"]).await;
}

/// A folder for this Python in which no other file is: it would import `stripe` from one beside it.
fn beside(python: &Path) -> std::path::PathBuf {
    python.parent().unwrap().with_file_name("forwarded")
}
