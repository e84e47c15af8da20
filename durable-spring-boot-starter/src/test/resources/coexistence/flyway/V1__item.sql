create table item (id varchar(255) primary key);
