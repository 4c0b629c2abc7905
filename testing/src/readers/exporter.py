"""What the Prometheus exporter of Statuspage pages reads at an address (the first argument), as JSON."""

import json
import sys

from statuspage_prometheus_exporter import service_checker

service = {"name": "Majakka", "type": "status_page", "url": f"{sys.argv[1]}/api/v2/summary.json"}
json.dump(service_checker.check_status_page_service("majakka", service), sys.stdout)
