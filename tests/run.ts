console.log('tests');
