// What the client `statuspage.io` reads at an address (the first argument), as JSON.
const { Statuspage } = require("statuspage.io");

const page = new Statuspage("majakka");
page.setApiUrl(process.argv[1]);

(async () => {
  const { api } = page;
  const read = {
    status: await api.getStatus(),
    components: await api.getComponents(),
    summary: await api.getSummary(),
    incidents: await api.incidents.getAll(),
    unresolved: await api.incidents.getUnresolved(),
    upcoming: await api.scheduledMaintenances.getUpcoming(),
  };
  process.stdout.write(JSON.stringify(read));
})().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
