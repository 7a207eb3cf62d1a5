// Asks the server as a site with the npm package akismet-api does; prints what it heard.
const dns = require("dns");
const { AkismetClient } = require("akismet-api");

// Not every machine resolves names under "localhost", as KEY.localhost.
dns.lookup = (_host, options, done) =>
  (done || options)(null, options.all ? [{ address: "127.0.0.1", family: 4 }] : "127.0.0.1", 4);

async function main() {
  const { port, key, spam, kind } = JSON.parse(process.argv[2]);
  const options = { protocol: "http", host: `localhost:${port}`, blog: "https://blog.example.org/" };
  const client = new AkismetClient({ ...options, key });
  const comment = (content) => ({ ip: "192.0.2.7", name: "Rosalind", email: "r@example.net", content });
  const heard = {
    good: await client.verifyKey(),
    wrong: await new AkismetClient({ ...options, key: "wrong" }).verifyKey(),
    spam: await client.checkSpam(comment(spam)),
    kind: await client.checkSpam(comment(kind)),
    test: await client.checkSpam({ ip: "192.0.2.7", name: "viagra-test-123" }),
    submitted: (await client.submitSpam(comment(kind))).text,
    cleared: (await client.submitHam(comment(spam))).text,
    refused: await new AkismetClient({ ...options, key: "wrong" })
      .checkSpam(comment(kind))
      .catch((error) => error.message),
    incomplete: await client.checkSpam({ content: kind }).catch((error) => error.message),
  };
  console.log(JSON.stringify(heard));
}

main();
