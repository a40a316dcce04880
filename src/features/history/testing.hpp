// What the tests of routes stand on: Robin is with peer Ana, whom Sol supervises; Bea sees nobody. For tests only.
#pragma once

#include <boost/json.hpp>

#include <string>

#include "features/episodes/testing.hpp"
#include "http/testing.hpp"

namespace cairn {

inline boost::json::object json_of(HttpResponse const& response) {
    return boost::json::parse(response.body).as_object();
}

inline std::string text_at(HttpResponse const& response, std::string_view name) {
    auto const object = json_of(response);
    auto const* value = object.if_contains(name);
    return value == nullptr ? "" : boost::json::value_to<std::string>(*value);
}

// The values of one member in a list's items.
inline Strings items_of(HttpResponse const& response, std::string_view member) {
    Strings values;
    for (auto const& item : json_of(response).at("items").as_array()) {
        auto const* value = item.as_object().if_contains(member);
        values.push_back(value == nullptr     ? ""
                         : value->is_string() ? boost::json::value_to<std::string>(*value)
                                              : boost::json::serialize(*value));
    }
    return values;
}

// The api answers as peer "ana", peer "bea", "sol" who supervises Ana, manager "mo", clinician "cleo" or "operator",
// whoever `api().as(…)` says.
class RouteTest : public ChartTest {
protected:
    explicit RouteTest(Routes (*routes)(Organization& organization)) : api_(routes(organization()), store().clock()) {
        make_staff(supervisor_, "Sol", Role::supervisor);
        make_staff(bea_, "Bea", Role::peer);
        make_staff(manager_, "Mo", Role::manager);
        make_staff(clinician_, "Cleo", Role::clinician);
        auto ana = *stored(peer_);
        ana.program_supervisor_id = supervisor_;
        edit_staff(permit(), organization(), ana, key()).value();
        let_in("ana", peer_, Role::peer);
        let_in("bea", bea_, Role::peer);
        let_in("sol", supervisor_, Role::supervisor);
        let_in("mo", manager_, Role::manager);
        let_in("cleo", clinician_, Role::clinician);
        api_.door().let_in("operator", permit());
        api_.as("ana");
    }

    ApiTester& api() { return api_; }
    Permit holder(Id<Staff> const& staff, Role role) {
        return authorize_holder(account_of(staff), to_string(staff), role, day("2026-11-02"));
    }
    // Accounts are called like their holders here.
    static std::string account_of(Id<Staff> const& staff) { return to_string(staff); }
    // What `text` holds, sent by whoever is asking.
    std::string path(std::string_view before, auto const& id, std::string_view after = "") {
        return std::string(before) + to_string(id) + std::string(after);
    }

    Id<Staff> supervisor_ = new_id<Staff>(), bea_ = new_id<Staff>(), manager_ = new_id<Staff>(),
              clinician_ = new_id<Staff>();

private:
    void make_staff(Id<Staff> const& id, std::string name, Role role) {
        Staff const staff{.id = id, .display_name = std::move(name), .role = role};
        register_staff(permit(), organization(), staff, key()).value();
    }
    void let_in(std::string const& name, Id<Staff> const& staff, Role role) {
        api_.door().let_in(name, holder(staff, role));
    }

    ApiTester api_;
};

}  // namespace cairn
