-- A five-line order written down with nothing around it: the yardstick for confirming. Run by the driver alone,
-- in this order: exposure, header, line and stock for each line, audit, outbox; then one commit.

-- :tables
CREATE TABLE bare_accounts (bill_to text PRIMARY KEY, credit_limit bigint NOT NULL);
CREATE TABLE bare_invoices (number text PRIMARY KEY, bill_to text NOT NULL, open_amount bigint NOT NULL);
CREATE INDEX bare_invoices_open ON bare_invoices (bill_to) WHERE open_amount > 0;
CREATE TABLE bare_stock (
    sku text NOT NULL, warehouse text NOT NULL, on_hand bigint NOT NULL, allocated bigint NOT NULL,
    PRIMARY KEY (sku, warehouse), CHECK (allocated >= 0 AND allocated <= on_hand)
);
CREATE TABLE bare_orders (
    number text PRIMARY KEY, bill_to text NOT NULL REFERENCES bare_accounts, state text NOT NULL,
    total bigint NOT NULL, confirmed_at text NOT NULL
);
CREATE INDEX bare_orders_bill_to ON bare_orders (bill_to);
CREATE TABLE bare_lines (
    number text NOT NULL REFERENCES bare_orders, line_no integer NOT NULL, sku text NOT NULL,
    quantity bigint NOT NULL, unit_price bigint NOT NULL, net bigint NOT NULL, PRIMARY KEY (number, line_no)
);
CREATE INDEX bare_lines_sku ON bare_lines (sku);
CREATE TABLE bare_audit (id SERIAL_KEY, subject text NOT NULL, at text NOT NULL, actor text NOT NULL, after text NOT NULL);
CREATE INDEX bare_audit_subject ON bare_audit (subject);
CREATE TABLE bare_outbox (id SERIAL_KEY, kind text NOT NULL, subject text NOT NULL, data text NOT NULL, done_at text);
CREATE INDEX bare_outbox_open ON bare_outbox (id) WHERE done_at IS NULL

-- :exposure
SELECT a.credit_limit,
    (SELECT coalesce(sum(i.open_amount), 0) FROM bare_invoices i WHERE i.bill_to = a.bill_to AND i.open_amount > 0)
    + (SELECT coalesce(sum(o.total), 0) FROM bare_orders o WHERE o.bill_to = a.bill_to)
FROM bare_accounts a WHERE a.bill_to = :bill_to

-- :header
INSERT INTO bare_orders (number, bill_to, state, total, confirmed_at)
VALUES (:number, :bill_to, 'confirmed', :total, :now)

-- :line
INSERT INTO bare_lines (number, line_no, sku, quantity, unit_price, net)
VALUES (:number, :line_no, :sku, :quantity, :unit_price, :net)

-- :stock
UPDATE bare_stock SET allocated = allocated + :quantity
WHERE sku = :sku AND warehouse = :warehouse AND on_hand - allocated >= :quantity

-- :audit
INSERT INTO bare_audit (subject, at, actor, after) VALUES (:subject, :now, :actor, :after)

-- :outbox
INSERT INTO bare_outbox (kind, subject, data) VALUES ('order.confirmed', :subject, :data)
