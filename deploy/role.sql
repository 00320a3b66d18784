-- The application's role stands below row security; the image's own `postgres` would stand above it.
\getenv password POSTGRES_PASSWORD
CREATE ROLE mingjian LOGIN PASSWORD :'password';
CREATE DATABASE mingjian OWNER mingjian ENCODING 'UTF8' TEMPLATE template0;
