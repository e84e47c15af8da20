create table if not exists booking (order_id varchar(100) not null, amount numeric(19, 2) not null);
create table if not exists concert (name varchar(20) primary key, seats int not null);
merge into concert values ('jazz', 5);
create table if not exists concert_booking (id varchar(20) primary key, paid boolean default false not null);
