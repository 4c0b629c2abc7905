// A certified provider of OpenID Connect (npm oidc-provider) with people of the tests. Arguments: its port, where answers go, where
// whoever signs out goes, and the people as JSON: login to claims, and `amr` for how she proves herself. "nobody" refuses.
import { Provider } from "oidc-provider";

const [port, redirect, leaving, json] = process.argv.slice(-4);
const people = JSON.parse(json);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: "majakka",
    client_secret: "a secret of the provider",
    redirect_uris: [redirect],
    post_logout_redirect_uris: [leaving],
    grant_types: ["authorization_code"],
    response_types: ["code"],
  }],
  pkce: { required: () => true },
  claims: { openid: ["sub", "amr"], profile: ["name"], email: ["email", "email_verified"], groups: ["groups", "unit"] },
  cookies: { keys: ["of the tests"] },
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id].claims }) },
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid profile email groups");
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith("/interaction/")) return next();
  if (ctx.method === "GET") {
    ctx.type = "html";
    ctx.body = `<!doctype html><html lang="en"><title>Sign in</title><form method="post" action="${ctx.path}"><input id="login" name="login"><button>OK</button></form>`;
    return undefined;
  }
  let body = "";
  for await (const part of ctx.req) body += part;
  const login = new URLSearchParams(body).get("login");
  const result = people[login]
    ? { login: { accountId: login, amr: people[login].amr } }
    : { error: "access_denied", error_description: "nobody" };
  ctx.respond = false;
  return provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
