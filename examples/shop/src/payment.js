export function charge(customer, total) {
  return customer.card !== 'declined' && total > 0
}
