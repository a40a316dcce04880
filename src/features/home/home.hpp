// Where somebody starts: what there is for them, and what is not and why.
#pragma once

#include <string>
#include <vector>

#include "access/permit.hpp"
#include "record/record_type.hpp"

namespace cairn {

struct HomeItem {
    std::string title{};
    std::string path{};  // below the API's own address
    std::string sentence{};
};

struct Home {
    std::string program{};  // its name
    std::string role{};     // of access/role.hpp; `operator` for whoever runs the program
    std::string sentence{};
    std::vector<HomeItem> items{};
};

template <>
RecordType const& record_type<HomeItem>();
template <>
RecordType const& record_type<Home>();

// What this permit may open. Pure.
Home home_of(Permit const& permit, std::string program_name);

}  // namespace cairn
