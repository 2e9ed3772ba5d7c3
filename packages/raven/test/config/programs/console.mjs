console.warn('the water is %d degrees', 60)
console.error('there is no %s tea', 'green', { shelf: 3 })
console.error('it failed:', new RangeError('too hot'))
