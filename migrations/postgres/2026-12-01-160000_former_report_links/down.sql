DROP TABLE former_report_links;
