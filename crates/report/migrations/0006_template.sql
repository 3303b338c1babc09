-- Templates of the office beside those that come with the program; one of the same name goes before it. `gone` ones are offered no more,
-- but reports that began with them may still be a start for the next.
CREATE TABLE report_template(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  name {key} NOT NULL,
  file TEXT NOT NULL,
  gone {bool} NOT NULL,
  revision BIGINT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY(tenant, name)
) {strict};
