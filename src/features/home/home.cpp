#include "features/home/home.hpp"

#include <array>

#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(HomeItem, (), (title, path, sentence))
BOOST_DESCRIBE_STRUCT(Home, (), (program, role, sentence, items))

template <>
RecordType const& record_type<HomeItem>() {
    static RecordType const type = describe<HomeItem>("home_item", {});
    return type;
}

template <>
RecordType const& record_type<Home>() {
    static RecordType const type = describe<Home>("home", {});
    return type;
}

namespace {

struct Offer {
    Permission needs;
    std::string_view title;
    std::string_view path;
    std::string_view sentence;
};

constexpr std::array offers{
    Offer{Permission::log_contacts, "Caseload", "/worklists/caseload",
          "Open episodes with their stage and contact clock."},
    Offer{Permission::log_contacts, "Referrals to reach", "/worklists/referrals-to-reach",
          "Open referrals, the oldest first, with the clocks of the first attempt and the first contact."},
    Offer{Permission::log_contacts, "Overdue", "/worklists/overdue",
          "Whose clock has run out, with the rule and the reason."},
    Offer{Permission::assign, "Unassigned", "/worklists/unassigned", "Who is with no peer yet."},
    Offer{Permission::read_charts, "People", "/participants", "The people one may see; search finds among them."},
    Offer{Permission::log_activities, "Activities", "/activities", "Work time that is not a contact."},
    Offer{Permission::arrange_caseloads, "Cover", "/covers", "Who stands in for whom, from when to when."},
    Offer{Permission::read_report, "Report", "/report",
          "The program's figures for a period, of the people one may see."},
    Offer{Permission::read_metric_definitions, "What the figures mean", "/metric-definitions",
          "What each figure counts, out of what, and what was published to set beside it."},
    Offer{Permission::import_records, "Imports", "/imports", "Records brought in from files, each as a job."},
    Offer{Permission::export_records, "Exports", "/exports", "All records as files, each as a job."},
    Offer{Permission::manage_accounts, "Accounts", "/accounts", "Who may sign in."},
    Offer{Permission::read_access_log, "Access log", "/access-log", "Who saw whom, and when."},
    Offer{Permission::read_directory, "Staff", "/staff", "Everybody who works in the program."},
    Offer{Permission::read_directory, "Sites", "/sites", "Where the program works."},
    Offer{Permission::read_directory, "Settings", "/settings", "Stages and clocks as this program has them."},
};

std::string_view sentence_for(Role role) {
    switch (role) {
    case Role::peer: return "Your caseload, the referrals at your sites, and your own week.";
    case Role::supervisor:
        return "The people of the peers and sites that you supervise, your team's work, and figures about them.";
    case Role::clinician:
        return "You may refer anybody, and you see the people whose care team you are on while they consent to it.";
    case Role::manager: return "The whole program: people, work, figures, imports, exports and settings.";
    case Role::evaluator:
        return "You see what every figure counts. Figures themselves come to you once small cells can be protected; "
               "charts of people are no part of this role.";
    case Role::finance:
        return "You see sites, staff and what every figure counts. Billing facts come to you once billing is there; "
               "charts of people are no part of this role.";
    case Role::admin:
        return "Accounts, sites, staff, settings and the log of who saw whom. Charts of people are no part of this "
               "role.";
    case Role::integration: return "A program signed in, with what it was given and nothing else.";
    }
    return "";
}

}  // namespace

Home home_of(Permit const& permit, std::string program_name) {
    Home home{.program = std::move(program_name), .role = "operator", .sentence = "Everything there is."};
    if (permit.role()) {
        home.role = to_string(*permit.role());
        home.sentence = sentence_for(*permit.role());
    }
    for (auto const& offer : offers) {
        if (!permit.allows(offer.needs)) continue;
        home.items.push_back({.title = std::string(offer.title),
                              .path = std::string(offer.path),
                              .sentence = std::string(offer.sentence)});
    }
    return home;
}

}  // namespace cairn
