// What rss-parser reads in a feed (standard input), Atom or RSS, as JSON.
const Parser = require("rss-parser");

new Parser()
  .parseString(require("fs").readFileSync(0, "utf8"))
  .then((feed) => process.stdout.write(JSON.stringify(feed)))
  .catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
