#include "api_testing.hpp"

#include "base/text.hpp"
#include "record/json.hpp"
#include "record/types.hpp"

namespace cairn {
namespace {

namespace json = boost::json;

std::string_view segment_before(std::vector<std::string_view> const& segments, std::size_t placeholder) {
    return placeholder == 0 ? std::string_view{} : segments[placeholder - 1];
}

// What `{participant_id}` names is clear without its neighbour, which `{id}` needs.
std::string_view kind_of(std::vector<std::string_view> const& segments, std::size_t placeholder) {
    if (segments[placeholder] == "{staff_id}") return "staff";
    return segment_before(segments, placeholder);
}

std::string text_for(Field const& field) {
    if (field.rule.format == "email") return "robin@example.org";
    if (field.rule.format == "phone") return "215-555-0142";
    if (field.rule.format == "time_zone") return "America/New_York";
    return "some words";
}

json::value least_value(Field const& field, std::string const& id) {
    switch (field.kind) {
    case Kind::text: return json::string(text_for(field));
    case Kind::date: return "2026-10-05";
    case Kind::instant:
    case Kind::moment: return "2026-10-05T14:00:00Z";
    case Kind::id: return json::string(id);
    case Kind::word: return field.enumerators.empty() ? json::string(unknown_word) : json::string(field.enumerators[0]);
    case Kind::list: return json::array{};
    default: return nullptr;
    }
}

}  // namespace

WholeApiTest::WholeApiTest()
    : passwords_(store().randomness()),
      gate_(database(), passwords_, store().clock(), store().randomness()),
      watch_(database()),
      exchange_(organization(), {.importables = all_importables(),
                                 .types = all_record_types(),
                                 .folder = files_.path() / "exchange",
                                 .permit_now = [](Permit const& asked) -> Result<Permit> { return asked; }}),
      api_(all_routes({organization(), watch_, gate_, passwords_, exchange_, {}}), store().clock()) {
    register_peer(supervisor_, "Sol");
    auto supervisor = *stored(supervisor_);
    supervisor.role = Role::supervisor;
    edit_staff(permit(), organization(), supervisor, key()).value();
    auto peer = *stored(peer_);
    peer.program_supervisor_id = supervisor_;
    edit_staff(permit(), organization(), peer, key()).value();
    register_peer(clinician_, "Cleo");

    Site elsewhere{.id = new_id<Site>(), .name = "Elm Street Hospital"};
    register_site(permit(), organization(), elsewhere, key()).value();
    auto const stranger = new_id<Staff>();
    register_peer(stranger, "Bea");
    Participant hidden{.id = new_id<Participant>(), .given_name = "Quinn"};
    register_participant(permit(), organization(), hidden, key()).value();
    seen_ = chart_of(participant_, peer_, site_);
    unseen_ = chart_of(hidden.id, stranger, elsewhere.id);

    let_in("ana", peer_, Role::peer);
    let_in("sol", supervisor_, Role::supervisor);
    let_in("cleo", clinician_, Role::clinician);
    for (auto const role : {Role::manager, Role::evaluator, Role::finance, Role::admin, Role::integration}) {
        auto const id = new_id<Staff>();
        register_peer(id, std::string(to_string(role)));
        let_in(std::string(to_string(role)), id, role);
    }
    api_.door().let_in("operator", permit());
    api_.door().let_in("nobody", nobody());
}

void WholeApiTest::let_in(std::string const& name, Id<Staff> const& staff, Role role) {
    auto const account = to_string(store().ids().next());
    api_.door().let_in(name, authorize_holder(account, to_string(staff), role, day("2026-11-02")));
}

template <class Entry>
std::string WholeApiTest::add(Id<Participant> const& participant, Entry entry) {
    entry.id = new_id<Entry>();
    entry.participant_id = participant;
    save_entry(permit(), organization(), entry, key()).value();
    return to_string(entry.id);
}

Samples WholeApiTest::chart_of(Id<Participant> const& participant, Id<Staff> const& peer, Id<Site> const& site) {
    Referral referral = a_referral();
    referral.participant_id = participant;
    referral.site_id = site;
    refer(permit(), organization(), referral, key()).value();
    EnrollReferral command{.id = referral.id, .version = 1, .episode_id = new_id<Episode>(), .peer_id = peer};
    command.started_on = day("2026-10-01");
    enroll(permit(), organization(), command, key()).value();
    Contact contact{
        .id = new_id<Contact>(), .participant_id = participant, .started_at = moment("2026-10-05T14:00:00Z")};
    contact.mode.word = "phone";
    contact.outcome.word = "reached";
    log_contact(permit(), organization(), contact, key()).value();
    Consent consent{.id = new_id<Consent>(), .participant_id = participant, .recipient_staff_id = peer};
    consent.purpose.word = "treatment";
    consent.signed_on = day("2026-10-01");
    give_consent(permit(), organization(), consent, key()).value();
    CareTeamMember member{.id = new_id<CareTeamMember>(), .participant_id = participant, .staff_id = peer};
    member.function.word = "nurse";
    member.from = day("2026-10-01");
    add_care_team_member(permit(), organization(), member, key()).value();
    return {{"participants", to_string(participant)},
            {"referrals", to_string(referral.id)},
            {"episodes", to_string(*command.episode_id)},
            {"contacts", to_string(contact.id)},
            {"consents", to_string(consent.id)},
            {"care-team-members", to_string(member.id)},
            {"phones", add(participant, ParticipantPhone{.number = "215-555-0142"})},
            {"identifiers", add(participant, ParticipantIdentifier{.system = "mrn", .value = "A-1"})},
            {"coverages", add(participant, ParticipantCoverage{})},
            {"substances", add(participant, ParticipantSubstance{})},
            {"moud", add(participant, ParticipantMoud{})},
            {"diagnoses", add(participant, ParticipantDiagnosis{})},
            {"toxicology", add(participant, ParticipantToxicology{.date = day("2026-10-01")})}};
}

std::string WholeApiTest::address(Route const& route, Samples const& samples) {
    auto const segments = split(route.path, '/');
    std::vector<std::string> filled;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (!segments[i].starts_with('{')) {
            filled.emplace_back(segments[i]);
            continue;
        }
        auto const sample = samples.find(kind_of(segments, i));
        filled.push_back(sample != samples.end() ? sample->second : to_string(store().ids().next()));
    }
    auto text = join(filled, "/");
    std::string_view before = "?";
    for (auto const& query : route.takes.query) {
        if (!query.required) continue;
        text += std::string(before) + std::string(query.name) + '=' + to_string(store().ids().next());
        before = "&";
    }
    return text;
}

bool WholeApiTest::names_all(Route const& route, Samples const& samples) {
    auto const segments = split(route.path, '/');
    bool any = false;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (!segments[i].starts_with('{')) continue;
        any = true;
        if (!samples.contains(kind_of(segments, i))) return false;
    }
    return any;
}

std::string WholeApiTest::least_body(Route const& route) {
    if (route.takes.body == BodyKind::none) return "";
    json::object body;
    if (route.takes.record != nullptr) {
        for (auto const& field : route.takes.record->fields) {
            bool const in_path = route.path.find('{' + std::string(field.name) + '}') != std::string_view::npos;
            if (!is_required(field) || in_path || field.name == "id") continue;
            body[field.name] = least_value(field, to_string(store().ids().next()));
        }
    }
    return json::serialize(body);
}

HttpResponse WholeApiTest::ask(std::string const& who, Route const& route, std::string const& address, std::string body,
                               std::int64_t version) {
    std::vector<Header> headers;
    if (route.takes.key) headers.push_back({"Idempotency-Key", "ask-" + std::to_string(++keys_)});
    if (version > 0) headers.push_back({"If-Match", '"' + std::to_string(version) + '"'});
    return api_.as(who).send(std::string(to_string(route.method)), address, std::move(body), std::move(headers));
}

json::object json_of(HttpResponse const& response) { return json::parse(response.body).as_object(); }

std::string code_of(HttpResponse const& response) {
    if (response.header("Content-Type") != "application/problem+json") return "";
    return json::value_to<std::string>(json_of(response).at("code"));
}

std::string comparable(HttpResponse const& response) {
    std::string text = std::to_string(response.status) + '\n';
    for (auto const& header : response.headers) {
        if (header.name != "X-Request-Id") text += header.name + ": " + header.value + '\n';
    }
    if (code_of(response).empty()) return text + response.body;
    auto body = json_of(response);
    body.erase("request_id");
    return text + json::serialize(body);
}

}  // namespace cairn
