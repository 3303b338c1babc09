-- Sets by day beside those by month, so that a distinct count over odd days costs hardly more than one over months. A row's `at` is a
-- month (yyyymm) or a day (yyyymmdd).
ALTER TABLE reach RENAME COLUMN month TO at;

-- What is there already gets its sets by day. SQL makes no bitmap, so each is a zero and the numbers in order, four bytes each, until a
-- posting that changes it writes a bitmap.
INSERT INTO reach(tenant, org, metric, at, bits)
SELECT n.tenant, n.org, n.metric, n.day,
--sqlite   unhex('00' || group_concat(printf('%08X', n.subject), '' ORDER BY n.subject))
--postgres   '\x00'::bytea || string_agg(int4send(n.subject::int), ''::bytea ORDER BY n.subject)
FROM (
  SELECT f.tenant AS tenant, a.anc AS org, f.metric AS metric, f.day AS day, f.subject AS subject
  FROM fact f JOIN place_anc a ON a.tenant = f.tenant AND a.place = f.place
  WHERE f.subject > 0 AND f.metric IN (SELECT m.metric FROM reach m)
  GROUP BY f.tenant, a.anc, f.metric, f.day, f.subject HAVING sum(f.quantity) > 0
) n
GROUP BY n.tenant, n.org, n.metric, n.day;
