// Asks the server as an application with the npm package openai does; prints what it heard.
const { OpenAI } = require("openai");

async function main() {
  const { port, key, insult, kind } = JSON.parse(process.argv[2]);
  const baseURL = `http://127.0.0.1:${port}/v1`;
  const client = new OpenAI({ apiKey: key, baseURL, maxRetries: 0 });
  const failed = async (call) => {
    try {
      await call();
      return null;
    } catch (error) {
      return { kind: error.constructor.name, status: error.status, code: error.code, param: error.param };
    }
  };
  const heard = {
    answer: await client.moderations.create({ input: [insult, kind] }),
    parts: await client.moderations.create({ input: [{ type: "text", text: insult }] }),
    empty: await failed(() => client.moderations.create({ input: [] })),
    wrong: await failed(() =>
      new OpenAI({ apiKey: "wrong", baseURL, maxRetries: 0 }).moderations.create({ input: kind }),
    ),
  };
  console.log(JSON.stringify(heard));
}

main();
