-- Effects are kept by workflow id, as orders are not the only ones to have them any more
alter table effects rename column invoice_no to subject;

alter table effects alter column subject set data type varchar(60);

update effects set subject = 'order-' || subject;
