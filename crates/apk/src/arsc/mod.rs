//! Resource tables (resources.arsc): values by resource id and configuration, as androidfw reads them.
