// One row of the API: method, path, what it needs, what it takes and gives, and the function that answers.
//
// The route tables of all slices together are the API; OpenAPI is written from them (openapi.hpp). A row without
// `.needs` does not compile.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "access/permit.hpp"
#include "base/id.hpp"
#include "http/message.hpp"
#include "record/json.hpp"

namespace cairn {

inline constexpr std::size_t page_items_default = 50;
inline constexpr std::size_t page_items_max = 200;

// What a caller must hold. There is no way to say nothing.
class Needs {
public:
    Needs(Permission permission) : permission_(permission) {}  // NOLINT: a row says `.needs = Permission::refer`
    static Needs signed_in() { return Needs(true); }
    // Signed in, be it with a password that somebody else chose and that the holder must change first.
    static Needs own_account() {
        Needs needs(true);
        needs.newcomers_ = true;
        return needs;
    }
    static Needs nothing() { return Needs(false); }  // sign-in itself, and what is public

    bool must_be_signed_in() const { return signed_in_; }
    bool takes_newcomers() const { return newcomers_; }
    std::optional<Permission> permission() const { return permission_; }

private:
    explicit Needs(bool signed_in) : signed_in_(signed_in) {}
    bool signed_in_ = true;
    bool newcomers_ = false;
    std::optional<Permission> permission_{};
};

struct QueryParameter {
    std::string_view name;
    std::string_view meaning;
    bool required = false;
};

enum class BodyKind : std::uint8_t { none, json, upload };

// What a route takes besides its path.
struct Takes {
    BodyKind body = BodyKind::none;
    RecordType const* record = nullptr;  // of a JSON body; null: any object, described in `body_meaning`
    std::string_view body_meaning{};
    std::vector<QueryParameter> query{};
    bool version = false;  // If-Match, as every edit must state
    bool key = false;      // Idempotency-Key, as every write must carry
    bool page = false;     // limit and cursor
};

enum class Shape : std::uint8_t { nothing, one, page, written, other };

struct Gives {
    Shape shape = Shape::nothing;
    RecordType const* record = nullptr;  // of one, or of a page's items
    std::string_view meaning{};
    int status = 200;
};

class Cursors;

// One request on its way through a handler.
class Call {
public:
    Permit const& permit;
    HttpRequest const& request;
    std::string const& request_id;
    std::string session{};  // the session's token, when somebody is signed in
    std::map<std::string, std::string, std::less<>> path{};
    std::map<std::string, std::string, std::less<>> query{};
    std::int64_t version_seen = 0;  // from If-Match; 0 when there was none
    std::string key{};              // Idempotency-Key
    std::string_view operation{};
    Cursors const* cursors = nullptr;

    // The id in the path, or the refusal that a record which does not exist meets.
    template <class Record>
    Result<Id<Record>> id(std::string_view name = "id") const {
        auto const uuid = Uuid::parse(path.find(name)->second);
        if (!uuid) return not_found(record_type<Record>().name);
        return Id<Record>{*uuid};
    }
    std::optional<std::string> parameter(std::string_view name) const;
    // Items of a page: 1 to page_items_max; refuses anything else by name.
    Result<std::size_t> limit() const;
    // What the handler put into the page before (see Page::next); refuses a cursor that is not ours.
    Result<std::optional<std::string>> after() const;

    // Every participant whom the answer shows: the access log keeps it.
    void saw(std::string participant_id) { seen_.insert(std::move(participant_id)); }
    std::set<std::string> const& seen() const { return seen_; }

private:
    friend class Api;
    Call(Permit const& permit_, HttpRequest const& request_, std::string const& request_id_)
        : permit(permit_), request(request_), request_id(request_id_) {}
    std::set<std::string> seen_{};
};

struct Route {
    Method method;
    std::string_view path;  // below /api/v1: "/referrals/{id}/assign"
    Needs needs;
    std::string_view operation;  // "assign_referral"
    std::string_view summary;    // a sentence
    Takes takes{};
    Gives gives{};
    std::function<Result<HttpResponse>(Call& call)> handle;
};

using Routes = std::vector<Route>;

// ---- what handlers answer ----

HttpResponse json_response(std::string body, int status = 200);
HttpResponse no_content();

// Members that are sealed (record_type.hpp, Sensitivity) stay out.
template <class Record>
HttpResponse record_response(Record const& record) {
    auto response = json_response(to_shown_json(record_type<Record>(), &record));
    response.headers.push_back({"ETag", '"' + std::to_string(record.version) + '"'});
    return response;
}

// {"items":[…],"next":"…"}; `next` is null on the last page.
class Page {
public:
    explicit Page(Call const& call) : call_(call) {}
    void add(std::string_view item_json);
    template <class Item>
    void add_record(Item const& item) {
        add(to_shown_json(record_type<Item>(), &item));
    }
    std::size_t size() const { return size_; }
    // `after` is what the next call's Call::after() gives; nobody outside can read or change it.
    void next(std::string_view after);
    HttpResponse response() &&;

private:
    Call const& call_;
    std::string items_{};
    std::size_t size_ = 0;
    std::optional<std::string> next_{};
};

// {"outcome":"applied","id":…,"version":…}, or the refusal. `created` answers 201 with Location when the write was
// applied: "/contacts" + id.
Result<HttpResponse> written_response(Result<Written> const& written, std::string_view created_at = {});

// ---- what handlers read ----

// The body as a record: every problem at once, `malformed` when it is not JSON. Members that the program derives are
// passed over, so that what was read can be sent back; a new record may come without an id.
template <class Record>
Result<Record> read_body(Call const& call) {
    Record record;
    if (auto const read = read_json_body(record_type<Record>(), call, &record); !read) return read.error();
    return record;
}
Result<void> read_json_body(RecordType const& type, Call const& call, void* record);

// The same for a command about what the path names: members called like a placeholder ({id}, {participant_id}) come
// from there, and `version` from If-Match. All may stand in the body as well, but not differ.
template <class Command>
Result<Command> read_command(Call const& call) {
    Command command;
    if (auto const read = read_command_body(record_type<Command>(), call, &command); !read) return read.error();
    return command;
}
Result<void> read_command_body(RecordType const& type, Call const& call, void* command);

}  // namespace cairn
