// What the client `statuspage.js` reads at an address (the first argument), as JSON: an answer for each of its calls, its dates read.
const { Statuspage } = require("statuspage.js");

const page = new Statuspage("majakka");
page.axios.defaults.baseURL = `${process.argv[1]}/api/v2`;

(async () => {
  const read = {
    status: await page.status(),
    components: await page.components(),
    summary: await page.summary(),
    incidents: await page.allIncidents(),
    unresolved: await page.unresolvedIncidents(),
    maintenances: await page.allScheduledMaintenances(),
    active: await page.activeScheduledMaintenances(),
    upcoming: await page.upcomingScheduledMaintenances(),
  };
  const moments = ({ created_at, updated_at, scheduled_for }) => [created_at, updated_at, scheduled_for ?? created_at];
  const dated = (one) => moments(one).every((at) => at instanceof Date);
  read.dated = [...read.incidents.incidents, ...read.maintenances.scheduled_maintenances].every(dated);
  process.stdout.write(JSON.stringify(read));
})().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
