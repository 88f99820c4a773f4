// What the providers' own libraries say of requests: cases on standard input, verdicts on standard output.
import { readFileSync } from "node:fs";
import * as octokit from "@octokit/webhooks-methods";
import * as standard from "standardwebhooks";
import Stripe from "stripe";
import * as svix from "svix";

// Some libraries answer, some throw.
async function believed(verify) {
  try {
    return (await verify()) !== false;
  } catch (error) {
    if (/Verification/.test(error.constructor.name)) return false;
    throw error;
  }
}

function webhooks(Webhook, { secret, now, body }) {
  const webhook = new Webhook(secret);
  const signature = webhook.sign("msg_1", new Date(now * 1000), body);
  const signed = [["webhook-id", "msg_1"], ["webhook-timestamp", `${now}`], ["webhook-signature", signature]];
  return { verify: (body, headers) => webhook.verify(body, headers), signed, stamped: true };
}

const libraries = {
  "@octokit/webhooks-methods": async ({ secret, body }) => ({
    verify: (body, headers) => octokit.verify(secret, body, headers["x-hub-signature-256"]),
    signed: [["X-Hub-Signature-256", await octokit.sign(secret, body)]],
    stamped: false,
  }),
  stripe: ({ secret, now, body }) => {
    const { webhooks } = new Stripe("sk_test_none");
    const header = webhooks.generateTestHeaderString({ payload: body, secret, timestamp: now });
    return {
      verify: (body, headers) => webhooks.constructEvent(body, headers["stripe-signature"], secret),
      signed: [["Stripe-Signature", header]],
      stamped: true,
    };
  },
  standardwebhooks: (asked) => webhooks(standard.Webhook, asked),
  svix: (asked) => webhooks(svix.Webhook, asked),
};

const verdicts = [];
for (const asked of JSON.parse(readFileSync(0, "utf8"))) {
  const { verify, signed, stamped } = await libraries[asked.library](asked);
  verdicts.push({
    right: await believed(() => verify(asked.body, asked.headers)),
    flipped: await believed(() => verify(asked.flipped, asked.headers)),
    old: stamped ? await believed(() => verify(asked.body, asked.old)) : null,
    signed,
  });
}
process.stdout.write(JSON.stringify(verdicts));
