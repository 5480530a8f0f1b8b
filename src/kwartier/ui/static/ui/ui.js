// ui.js: the pages work without it; it makes them nicer. No dependency, no inline handler.
document.documentElement.classList.add('js');
