// The whole API over a fresh organization, asked without a socket: one person of each role, somebody whom peer Ana sees
// and somebody whom she does not, and a record of every kind for both. For tests only.
#pragma once

#include <boost/json.hpp>

#include <map>
#include <string>
#include <vector>

#include "access/gate.hpp"
#include "app/routes.hpp"
#include "app/wire.hpp"
#include "features/care_team/care_team.hpp"
#include "features/contacts/contact.hpp"
#include "features/episodes/testing.hpp"
#include "features/exchange/exchange.hpp"
#include "features/sync/change_watch.hpp"
#include "http/testing.hpp"

namespace cairn {

// Ids of records by the segment that stands before their placeholder: "referrals" in "/referrals/{id}/assign".
using Samples = std::map<std::string, std::string, std::less<>>;

class WholeApiTest : public ChartTest {
protected:
    WholeApiTest();

    ApiTester& api() { return api_; }
    Routes const& routes() const { return api_.api().routes(); }
    // With Ana; and with nobody whom she, her supervisor or the clinician may see.
    Samples const& seen() const { return seen_; }
    Samples const& unseen() const { return unseen_; }

    // The route's path with each placeholder filled from `samples`; what is not among them with an id that does not
    // exist.
    std::string address(Route const& route, Samples const& samples);
    // Whether every placeholder of the path is among them.
    static bool names_all(Route const& route, Samples const& samples);
    // The least that the route takes as its body.
    std::string least_body(Route const& route);
    // As `who`, with all that the route asks for. `version` 0: without If-Match.
    HttpResponse ask(std::string const& who, Route const& route, std::string const& address, std::string body,
                     std::int64_t version);

    Id<Staff> supervisor_ = new_id<Staff>();
    Id<Staff> clinician_ = new_id<Staff>();

private:
    Samples chart_of(Id<Participant> const& participant, Id<Staff> const& peer, Id<Site> const& site);
    template <class Entry>
    std::string add(Id<Participant> const& participant, Entry entry);
    void let_in(std::string const& name, Id<Staff> const& staff, Role role);

    TemporaryFolder files_;
    Passwords passwords_;
    Gate gate_;
    ChangeWatch watch_;
    ExchangeJobs exchange_;
    ApiTester api_;
    Samples seen_{};
    Samples unseen_{};
    int keys_ = 0;
};

boost::json::object json_of(HttpResponse const& response);
// The `code` of problem+json; empty when it is none.
std::string code_of(HttpResponse const& response);
// Status, headers and body without what differs from request to request.
std::string comparable(HttpResponse const& response);

}  // namespace cairn
