-- When each build of the workflow code was first seen: an older one leaves some runs to a newer one
create table durable_build (
	build_id varchar(255) primary key,
	first_seen timestamp(6) with time zone not null
);
