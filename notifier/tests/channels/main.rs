//! The gateways against the real servers: Postfix, its little brother smtp-sink, and Kannel.

#[cfg(test)]
mod kannel;
#[cfg(test)]
mod letters;
#[cfg(test)]
mod postfix;
#[cfg(test)]
mod sink;
