-- What follows a bare order when all of it leaves, is billed and is paid, with nothing around it: a shipment, its
-- lines and the stock they take; an invoice and its lines; a payment and what it settles. Three commits.

-- :tables
CREATE TABLE bare_shipments (number text PRIMARY KEY, order_number text NOT NULL REFERENCES bare_orders, at text NOT NULL);
CREATE INDEX bare_shipments_order ON bare_shipments (order_number);
CREATE TABLE bare_shipment_lines (
    number text NOT NULL REFERENCES bare_shipments, line_no integer NOT NULL, sku text NOT NULL, quantity bigint NOT NULL,
    PRIMARY KEY (number, line_no)
);
CREATE TABLE bare_papers (
    number text PRIMARY KEY, order_number text NOT NULL REFERENCES bare_orders, bill_to text NOT NULL,
    total bigint NOT NULL, open_amount bigint NOT NULL CHECK (open_amount >= 0), due text NOT NULL
);
CREATE INDEX bare_papers_open ON bare_papers (bill_to) WHERE open_amount > 0;
CREATE TABLE bare_paper_lines (
    number text NOT NULL REFERENCES bare_papers, line_no integer NOT NULL, sku text NOT NULL, quantity bigint NOT NULL,
    net bigint NOT NULL, PRIMARY KEY (number, line_no)
);
CREATE TABLE bare_payments (id text PRIMARY KEY, bill_to text NOT NULL, amount bigint NOT NULL, at text NOT NULL);
CREATE TABLE bare_applications (
    id text NOT NULL REFERENCES bare_payments, number text NOT NULL REFERENCES bare_papers, amount bigint NOT NULL,
    PRIMARY KEY (id, number)
)

-- :shipment
INSERT INTO bare_shipments (number, order_number, at) VALUES (:shipment, :number, :now)

-- :shipment_line
INSERT INTO bare_shipment_lines (number, line_no, sku, quantity) VALUES (:shipment, :line_no, :sku, :quantity)

-- :leave
UPDATE bare_stock SET on_hand = on_hand - :quantity, allocated = allocated - :quantity
WHERE sku = :sku AND warehouse = :warehouse

-- :paper
INSERT INTO bare_papers (number, order_number, bill_to, total, open_amount, due)
VALUES (:paper, :number, :bill_to, :total, :total, :now)

-- :paper_line
INSERT INTO bare_paper_lines (number, line_no, sku, quantity, net) VALUES (:paper, :line_no, :sku, :quantity, :net)

-- :payment
INSERT INTO bare_payments (id, bill_to, amount, at) VALUES (:payment, :bill_to, :total, :now)

-- :application
INSERT INTO bare_applications (id, number, amount) VALUES (:payment, :paper, :total)

-- :settle
UPDATE bare_papers SET open_amount = open_amount - :total WHERE number = :paper
