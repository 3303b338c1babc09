-- Files that people keep with a report: scans of the approval sheet that was signed by hand (`about` is empty), each newer one in the place
-- of the one before, which is kept; and what a figure rests on.
CREATE TABLE report_file(
  tenant BIGINT NOT NULL,
  report {id} NOT NULL,
  -- Empty, or the binding of the figure in the text: metric, org, and the days where the text names its own.
  about {key} NOT NULL,
  number BIGINT NOT NULL,
  kind {key} NOT NULL CHECK(kind IN ('pdf', 'jpeg', 'png', 'docx', 'xlsx')),
  name TEXT NOT NULL,
  size BIGINT NOT NULL CHECK(size > 0),
  -- SM3 of the content, hex.
  digest {key} NOT NULL,
  account {id},
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  withdrawn {bool} NOT NULL,
  -- Last, so that lists need not read past it.
  content {bytes} NOT NULL,
  PRIMARY KEY(tenant, report, about, number),
  FOREIGN KEY(tenant, report) REFERENCES report(tenant, id)
) {strict};
INSERT INTO report_file(tenant, report, about, number, kind, name, size, digest, account, who, at, withdrawn, content)
SELECT tenant, report, '', number, kind, name, size, digest, account, who, at, (1 = 0), content FROM report_scan;
DROP TABLE report_scan;

-- 编报 and 核对: who answers for a figure, and what they saw when they did. One account has one mark on a figure: nobody checks what they
-- prepared.
CREATE TABLE report_mark(
  tenant BIGINT NOT NULL,
  report {id} NOT NULL,
  about {key} NOT NULL,
  kind {key} NOT NULL CHECK(kind IN ('prepared', 'checked')),
  account {id} NOT NULL,
  name TEXT NOT NULL,
  at BIGINT NOT NULL,
  value BIGINT NOT NULL,
  declared BIGINT NOT NULL,
  facts BIGINT NOT NULL,
  -- The ledger's number, and the digest of the facts, on which the value stood.
  posting BIGINT NOT NULL,
  digest {key} NOT NULL,
  PRIMARY KEY(tenant, report, about, kind),
  UNIQUE(tenant, report, about, account),
  FOREIGN KEY(tenant, report) REFERENCES report(tenant, id)
) {strict};

-- 备注 of a figure.
CREATE TABLE report_remark(
  tenant BIGINT NOT NULL,
  report {id} NOT NULL,
  about {key} NOT NULL,
  words TEXT NOT NULL,
  account {id},
  name TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY(tenant, report, about),
  FOREIGN KEY(tenant, report) REFERENCES report(tenant, id)
) {strict};
