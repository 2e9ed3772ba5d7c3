console.log('tea is ready')
