import type { ko } from "../ko";
import { common } from "./common";
import { cover } from "./cover";
import { errors, jobErrors, warnings } from "./errors";
import { job } from "./job";
import { library } from "./library";
import { make } from "./make";

export const en: typeof ko = { common, make, job, cover, library, errors, jobErrors, warnings };
