/** @type {import("next").NextConfig} */
export default {
  // Next would redirect `/respan/api/prompts/` to the path without the slash, which Respan's clients send.
  skipTrailingSlashRedirect: true,
};
