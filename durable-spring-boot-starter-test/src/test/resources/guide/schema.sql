create table if not exists booking (order_id varchar(100) not null, amount numeric(19, 2) not null);
