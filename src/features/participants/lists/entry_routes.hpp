// The seven lists of a participant over HTTP: phones, identifiers, coverages, substances, MOUD, diagnoses, toxicology.
#pragma once

#include "features/program/program.hpp"
#include "http/route.hpp"

namespace cairn {

Routes entry_routes(Organization& organization);

}  // namespace cairn
