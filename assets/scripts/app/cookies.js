// Cookies from which the server renders the next page.

const setCookie = (name, value) => {
  document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax`;
};

// Times are shown in the browser's time zone.
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
if (timeZone) setCookie('zone', timeZone);

// A wide window shows the inbox beside a conversation.
const wide = matchMedia('(width >= 60rem)');
const saveWidth = () => setCookie('wide', +wide.matches);
wide.addEventListener?.('change', saveWidth);
saveWidth();
