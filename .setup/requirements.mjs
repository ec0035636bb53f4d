/** What the machine must have before anything is installed: checks that name what is missing. */

import { statfsSync } from "node:fs";
import { connect } from "node:net";
import { MissingError, say } from "./console.mjs";
import { IS_WINDOWS, ROOT, output } from "./process.mjs";

const MIN_NODE = [20, 19];
const MIN_PYTHON = [3, 11];
const GIB = 2 ** 30;
const NEEDED_GIB = 8; // PyTorch with its CUDA libraries unpacks to 4.6 GB; the rest is room to work
const OLDEST_CUDA_CAPABILITY = 7.5; // of the pinned PyTorch build
const PYTHON_NAMES = IS_WINDOWS ? ["py", "python"] : ["python3", "python3.13", "python3.12", "python3.11", "python"];

const isAtLeast = ([major, minor], [wantedMajor, wantedMinor]) =>
  major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);

export function checkNode() {
  const version = process.versions.node.split(".").map(Number);
  if (!isAtLeast(version, MIN_NODE)) {
    throw new MissingError(`Node ${MIN_NODE.join(".")} or newer is needed; this is ${process.versions.node}. Install it from nodejs.org.`);
  }
}

function pythonVersion(name) {
  const text = output(name, ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"]);
  return text ? text.split(".").map(Number) : null;
}

/** The name of a Python that is new enough. */
export function findPython() {
  const found = PYTHON_NAMES.map((name) => [name, pythonVersion(name)]).filter(([, version]) => version);
  const usable = found.find(([, version]) => isAtLeast(version, MIN_PYTHON));
  if (usable) return usable[0];
  const seen = found.map(([name, version]) => `${name} is ${version.join(".")}`).join(", ") || "none was found";
  throw new MissingError(`Python ${MIN_PYTHON.join(".")} or newer is needed (${seen}). Install it from python.org.`);
}

export function checkVenvModule(python) {
  if (output(python, ["-c", "import venv, ensurepip"]) === null) {
    throw new MissingError(`${python} cannot make virtual environments. On Debian or Ubuntu: apt install python3-venv.`);
  }
}

export function checkCompiler() {
  const compilers = IS_WINDOWS ? [["where", ["cl"]]] : [["c++", ["--version"]], ["g++", ["--version"]], ["clang++", ["--version"]]];
  if (compilers.some(([name, args]) => output(name, args) !== null)) return;
  throw new MissingError(
    "A C++ compiler is needed (pyworld may be built from source). Debian or Ubuntu: apt install g++ python3-dev; macOS: xcode-select --install; Windows: Visual Studio Build Tools.",
  );
}

export function checkDiskSpace() {
  const { bavail, bsize } = statfsSync(ROOT);
  const free = (bavail * bsize) / GIB;
  if (free < NEEDED_GIB) {
    throw new MissingError(`${NEEDED_GIB} GiB of free disk are needed for the first set-up; ${free.toFixed(1)} GiB are free.`);
  }
}

/** Says which device will do the work; an NVIDIA GPU older than the build falls back to the CPU. */
export function sayDevice() {
  const capabilities = output("nvidia-smi", ["--query-gpu=compute_cap", "--format=csv,noheader"]);
  if (!capabilities) return say("no NVIDIA GPU found: training and covers run on the CPU.");
  const newest = Math.max(...capabilities.split("\n").map(Number));
  if (newest >= OLDEST_CUDA_CAPABILITY) return say("an NVIDIA GPU was found and will be used.");
  return say(`this GPU (compute capability ${newest}) is too old for the pinned PyTorch (needs ${OLDEST_CUDA_CAPABILITY}): the CPU is used.`);
}

/** Rejects where something already listens on the port. */
export function checkPort(host, port) {
  return new Promise((resolve, reject) => {
    const probe = connect({ host, port });
    probe.on("connect", () => {
      probe.destroy();
      reject(new MissingError(`Port ${port} on ${host} is taken. Stop what uses it, or choose another: PERSONA_PORT=5001 npm start`));
    });
    probe.on("error", () => resolve());
  });
}
