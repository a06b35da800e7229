// Builds the app into ../wwwroot: installs packages if the lock file changed, runs Vite, and compresses the output.
// Concurrent builds are safe: one builds, and the others wait for it and then find the output up to date.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const app = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const output = resolve(app, '../wwwroot');
const work = resolve(app, '../obj/web-app');
const lock = join(work, 'lock');
const packagesStamp = join(app, 'node_modules/.kubrick-packages');
const compressible = new Set(['.html', '.js', '.css', '.svg', '.json', '.txt']);

mkdirSync(work, { recursive: true });
await acquireLock();
try {
  installPackages();
  if (!isUpToDate()) buildApp();
} finally {
  rmSync(lock, { recursive: true, force: true });
}

async function acquireLock() {
  const deadline = Date.now() + 10 * 60_000;
  for (;;) {
    try {
      mkdirSync(lock);
      writeFileSync(join(lock, 'owner'), String(process.pid));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isOwnerDead()) rmSync(lock, { recursive: true, force: true });
    if (Date.now() > deadline) throw new Error(`Another build of the web app has locked ${lock} for more than ten minutes.`);
    await delay(200);
  }
}

function isOwnerDead() {
  try {
    process.kill(Number(readFileSync(join(lock, 'owner'), 'utf8')), 0);
    return false;
  } catch (error) {
    if (error.code === 'ESRCH') return true;
    // The owner file is written shortly after the lock is acquired. Only an old lock without an owner file is stale.
    return error.code === 'ENOENT' && existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 10_000;
  }
}

function installPackages() {
  const hash = createHash('sha256').update(readFileSync(join(app, 'package-lock.json'))).digest('hex');
  if (existsSync(packagesStamp) && readFileSync(packagesStamp, 'utf8') === hash) return;
  // A developer's `npm ci` has already installed all packages.
  const installed = join(app, 'node_modules/.package-lock.json');
  const isDeveloperInstall = existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(app, 'package-lock.json')).mtimeMs && existsSync(join(app, 'node_modules/eslint'));
  if (isDeveloperInstall) return;
  // Most packages are linters and test tools, which a build does not need.
  run('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(packagesStamp, hash);
}

function isUpToDate() {
  const page = join(output, 'index.html');
  if (!existsSync(page)) return false;
  const built = statSync(page).mtimeMs;
  const inputs = ['src', 'public', 'scripts', 'index.html', 'package-lock.json', 'package.json', 'tsconfig.json', 'vite.config.ts'];
  return inputs.every(input => newest(join(app, input)) <= built);
}

function newest(path) {
  const about = statSync(path);
  if (!about.isDirectory()) return about.mtimeMs;
  return Math.max(0, ...readdirSync(path).map(name => newest(join(path, name))));
}

function buildApp() {
  const fresh = join(work, 'output');
  const old = join(work, 'old');
  rmSync(fresh, { recursive: true, force: true });
  rmSync(old, { recursive: true, force: true });
  run('npx', ['--no-install', 'vite', 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn']);
  compress(fresh);
  // Two renames replace the output, so that a running service never serves a half-written app.
  if (existsSync(output)) renameSync(output, old);
  renameSync(fresh, output);
  rmSync(old, { recursive: true, force: true });
}

function compress(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) compress(path);
    else if (compressible.has(extname(entry.name)) && statSync(path).size > 1024) {
      const bytes = readFileSync(path);
      writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
      writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
    }
  }
}

function run(command, args) {
  const result = spawnSync(command, args, { cwd: app, stdio: 'inherit', shell: process.platform === 'win32' });
  if (result.error) throw new Error(`'${command}' did not start: ${result.error.message}. The web app needs Node.js 20 with npm.`);
  if (result.status !== 0) process.exitCode = result.status ?? 1;
  if (result.status !== 0) throw new Error(`'${command} ${args.join(' ')}' failed with exit code ${result.status}.`);
}
