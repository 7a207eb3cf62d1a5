// Asks the server as a bot with the npm package perspective-api-client does; prints what it heard.
const axios = require("axios");
const Perspective = require("perspective-api-client");

async function main() {
  const { port, key, insult, kind } = JSON.parse(process.argv[2]);
  // The package's address is written into it; this stands for a proxy or an entry in the DNS.
  axios.interceptors.request.use((config) => ({
    ...config,
    url: config.url.replace("https://commentanalyzer.googleapis.com", `http://127.0.0.1:${port}`),
  }));
  const client = new Perspective({ apiKey: key });
  const failed = (promise) =>
    promise.then(
      () => null,
      (error) => ({ message: error.message, status: error.response.status, details: error.response.data.error.details }),
    );
  const heard = {
    insult: await client.analyze(insult, { attributes: ["toxicity", "insult"] }),
    whole: await client.analyze({
      comment: { text: kind },
      requestedAttributes: { TOXICITY: { scoreThreshold: 0.9 } },
      languages: ["en"],
    }),
    unscored: await failed(client.analyze(kind, { attributes: ["flirtation"] })),
    wrong: await failed(new Perspective({ apiKey: "wrong" }).analyze(kind)),
  };
  console.log(JSON.stringify(heard));
}

main();
