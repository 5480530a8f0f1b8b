// passkey.js: the browser's part of signing in with a passkey, adding one, and confirming with one.
// A form carries data-passkey: "sign-in" (asks the server for the options), "use" and "add" (options in
// the page, as JSON in #passkey-options). Without JavaScript the form stays hidden or says so.
(() => {
  if (!window.PublicKeyCredential) return;

  const toBytes = text => Uint8Array.from(
    atob(text.replace(/-/g, '+').replace(/_/g, '/').padEnd(Math.ceil(text.length / 4) * 4, '=')), c => c.charCodeAt(0));
  const toText = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

  // The options come as JSON with base64url texts where the browser wants bytes.
  function decode(options) {
    const decoded = { ...options, challenge: toBytes(options.challenge) };
    if (options.user) decoded.user = { ...options.user, id: toBytes(options.user.id) };
    for (const list of ['allowCredentials', 'excludeCredentials']) {
      if (options[list]) decoded[list] = options[list].map(known => ({ ...known, id: toBytes(known.id) }));
    }
    return decoded;
  }

  function encode(credential) {
    const answer = credential.response, response = { clientDataJSON: toText(answer.clientDataJSON) };
    for (const part of ['attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
      if (answer[part]) response[part] = toText(answer[part]);
    }
    if (answer.getTransports) response.transports = answer.getTransports();
    return {
      id: credential.id, rawId: toText(credential.rawId), type: credential.type, response,
      clientExtensionResults: credential.getClientExtensionResults(),
      authenticatorAttachment: credential.authenticatorAttachment,
    };
  }

  function add(form, options) {
    const alone = Boolean(form.elements.passwordless?.checked);
    const choice = options.authenticatorSelection;
    choice.residentKey = alone ? 'required' : 'discouraged';
    choice.requireResidentKey = alone;
    if (alone) choice.userVerification = 'required';
    return navigator.credentials.create({ publicKey: decode(options) });
  }

  async function getOptions(form) {
    if (form.dataset.passkey !== 'sign-in') return JSON.parse(document.getElementById('passkey-options').textContent);
    const answered = await fetch(form.action, { headers: { Accept: 'application/json' } });
    if (!answered.ok) throw new Error('no options');
    return answered.json();
  }

  async function run(form) {
    const failed = form.querySelector('[data-passkey-failed]');
    failed.hidden = true;
    try {
      const options = await getOptions(form);
      const credential = form.dataset.passkey === 'add'
        ? await add(form, options.creation_options.publicKey)
        : await navigator.credentials.get({ publicKey: decode(options.request_options.publicKey) });
      form.elements.credential.value = JSON.stringify(encode(credential));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  }

  for (const form of document.querySelectorAll('[data-passkey]')) {
    form.hidden = false;
    form.addEventListener('submit', event => { event.preventDefault(); run(form); });
  }
})();
