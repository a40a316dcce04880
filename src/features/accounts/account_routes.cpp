#include "features/accounts/account_routes.hpp"

#include <boost/json.hpp>

#include "features/accounts/account_views.hpp"

namespace cairn {
namespace {

constexpr std::string_view accounts_sql_tail =
    " FROM account a JOIN account_holder h ON h.staff_id = a.staff_id WHERE a.login > $1 ORDER BY a.login LIMIT $2";
constexpr std::string_view account_sql_tail =
    " FROM account a JOIN account_holder h ON h.staff_id = a.staff_id WHERE a.id = $1 LIMIT 1";

// What the handlers work with; copied into each.
struct Parts {
    Organization& organization;
    Gate& gate;
    Passwords& passwords;
    CookieRule cookie;
};

// A refusal that says when to come back says it in the header too (RFC 9110, 10.2.3).
Result<HttpResponse> refusal(Call const& call, Error const& error) {
    if (error.code != ErrorCode::rate_limited) return error;
    auto response = problem_response(error, call.request_id);
    auto const details = boost::json::parse(error.details_json);
    for (auto& header : response.headers) {
        if (header.name == "Retry-After") header.value = serialize(details.at("retry_after_seconds"));
    }
    return response;
}

SessionView view_of(SignedIn const& session, Instant now) {
    auto const& holder = session.holder;
    SessionView view{.account_id = {Uuid::parse(holder.account_id).value()},
                     .login = holder.login,
                     .staff_id = {Uuid::parse(holder.staff_id).value()},
                     .display_name = holder.display_name,
                     .role = holder.role,
                     .permissions = {},
                     .must_change_password = holder.must_change_password,
                     .idle_until = session.idle_until,
                     .expires_at = session.expires_at};
    auto const permit = holder.permit(now);
    for (std::size_t i = 0; i < static_cast<std::size_t>(Permission::count_of_permissions); ++i) {
        auto const permission = static_cast<Permission>(i);
        if (permit.allows(permission)) view.permissions.words.emplace_back(to_string(permission));
    }
    return view;
}

template <class View>
HttpResponse view_response(View const& view) {
    return json_response(to_json(view));
}

// ---- sessions ----

Result<HttpResponse> sign_in(Call& call, Parts const& parts) {
    auto const request = read_body<SignInRequest>(call);
    if (!request) return request.error();
    auto const session = parts.gate.sign_in(request->login, request->password, call.request.remote_address);
    if (!session) return refusal(call, session.error());
    if (!call.session.empty()) parts.gate.sign_out(call.session);  // the browser keeps one
    auto response = view_response(view_of(session->signed_in, parts.organization.clock().now()));
    response.headers.push_back(session_cookie(parts.cookie, session->token));
    return response;
}

Result<HttpResponse> who_am_i(Call& call, Parts const& parts) {
    auto const session = parts.gate.who(call.session);
    if (!session) return session.error();
    return view_response(view_of(*session, parts.organization.clock().now()));
}

HttpResponse signed_out(Parts const& parts) {
    auto response = no_content();
    response.headers.push_back(expired_cookie(parts.cookie));
    return response;
}

Result<HttpResponse> sign_out(Call& call, Parts const& parts) {
    parts.gate.sign_out(call.session);
    return signed_out(parts);
}

Result<HttpResponse> sign_out_everywhere(Call& call, Parts const& parts) {
    parts.gate.sign_out_everywhere(call.permit.actor());
    return signed_out(parts);
}

Result<HttpResponse> change_password(Call& call, Parts const& parts) {
    auto const command = read_body<ChangePassword>(call);
    if (!command) return command.error();
    auto const written = change_own_password(call.permit, parts.organization, parts.gate, parts.passwords, *command,
                                             call.request.remote_address, call.key);
    if (!written) return refusal(call, written.error());
    if (written->outcome == Outcome::applied) {
        auto const version = boost::json::parse(written->result).at("version").as_int64();
        parts.gate.keep_only(call.session, call.permit.actor(), version);
    }
    return written_response(written);
}

// ---- accounts ----

Result<HttpResponse> list_accounts(Call& call, Parts const& parts) {
    auto const limit = call.limit();
    if (!limit) return limit.error();
    auto const after = call.after();
    if (!after) return after.error();
    Page page(call);
    std::string last;
    auto const sql = "SELECT " + std::string(account_row_columns) + std::string(accounts_sql_tail);
    SqlValues const parameters{after->value_or(""), static_cast<std::int64_t>(*limit + 1)};
    parts.organization.database().read([&](Reader& reader) {
        reader.each({sql, parameters}, [&](Row const& row) {
            if (page.size() == *limit) {
                page.next(last);
                return false;
            }
            auto const account = read_record<AccountRow>(row);
            page.add_record(account);
            last = account.login;
            return true;
        });
    });
    return std::move(page).response();
}

Result<HttpResponse> read_account(Call& call, Parts const& parts) {
    auto const id = call.id<Account>();
    if (!id) return id.error();
    std::optional<AccountRow> found;
    auto const sql = "SELECT " + std::string(account_row_columns) + std::string(account_sql_tail);
    parts.organization.database().read([&](Reader& reader) {
        reader.each({sql, {to_string(*id)}}, [&](Row const& row) {
            found = read_record<AccountRow>(row);
            return false;
        });
    });
    if (!found) return not_found(record_type<Account>().name);
    return record_response(*found);
}

// A password that was made up is given with the first answer and never again.
Result<HttpResponse> written_account(Result<WrittenAccount> const& written, std::string_view created_at = {}) {
    if (!written) return written.error();
    auto response = written_response(written->written, created_at);
    if (!response || !written->generated_password) return response;
    response->body.back() = ',';
    response->body += "\"generated_password\":";
    append_json_string(response->body, *written->generated_password);
    response->body += '}';
    return response;
}

Result<HttpResponse> add(Call& call, Parts const& parts) {
    auto const account = read_body<NewAccount>(call);
    if (!account) return account.error();
    return written_account(add_account(call.permit, parts.organization, parts.passwords, *account, call.key),
                           "/api/v1/accounts");
}

Result<HttpResponse> reset(Call& call, Parts const& parts) {
    auto const command = read_command<ResetPassword>(call);
    if (!command) return command.error();
    return written_account(reset_password(call.permit, parts.organization, parts.passwords, *command, call.key));
}

using AccountService = Result<Written> (*)(Permit const&, Organization&, AccountCommand const&, std::string);

Result<HttpResponse> change(Call& call, Parts const& parts, AccountService service) {
    auto const command = read_command<AccountCommand>(call);
    if (!command) return command.error();
    return written_response(service(call.permit, parts.organization, *command, call.key));
}

Result<HttpResponse> sign_out_account(Call& call, Parts const& parts) {
    auto const id = call.id<Account>();
    if (!id) return id.error();
    std::optional<Account> found;
    parts.organization.database().read([&](Reader& reader) { found = reader.fetch(*id); });
    if (!found) return not_found(record_type<Account>().name);
    parts.gate.sign_out_everywhere(to_string(*id));
    return no_content();
}

// ---- the first administrator ----

// On the server itself: not through a proxy, which would stand on it too, and not under another name, which a web page
// could have given to this machine.
bool is_local(HttpRequest const& request) {
    for (auto const* header : {"Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"}) {
        if (request.has_header(header)) return false;
    }
    auto host = request.header("Host");
    if (auto const port = host.rfind(':'); port != std::string_view::npos && !host.ends_with(']')) {
        host = host.substr(0, port);
    }
    bool const by_name = host == "localhost" || host == "127.0.0.1" || host == "[::1]";
    auto const& address = request.remote_address;
    return by_name && (address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127."));
}

Result<HttpResponse> setup_state(Call& call, Parts const& parts) {
    bool const needed = !has_accounts(parts.organization);
    return view_response(
        SetupView{.needs_administrator = needed, .possible_from_here = needed && is_local(call.request)});
}

Result<HttpResponse> make_first_administrator(Call& call, Parts const& parts) {
    if (!is_local(call.request)) {
        return Error{ErrorCode::not_allowed,
                     "The first administrator is made on the server itself: open http://localhost there, or run "
                     "`cairn user add NAME --login LOGIN --role admin`."};
    }
    auto const first = read_body<FirstAdministrator>(call);
    if (!first) return first.error();
    return written_response(set_up(parts.organization, parts.passwords, *first, call.key), "/api/v1/accounts");
}

// ---- the tables ----

using Handler = Result<HttpResponse> (*)(Call&, Parts const&);

Routes session_rows(Parts const& parts) {
    auto const with = [&](Handler handler) { return [parts, handler](Call& call) { return handler(call, parts); }; };
    Gives const session{.shape = Shape::one, .record = &record_type<SessionView>(), .meaning = "Who is signed in."};
    return {
        {.method = Method::post,
         .path = "/session",
         .needs = Needs::nothing(),
         .operation = "sign_in",
         .summary = "Sign in; the session is kept in a cookie that scripts cannot read.",
         .takes = {.body = BodyKind::json, .record = &record_type<SignInRequest>()},
         .gives = session,
         .handle = with(sign_in)},
        {.method = Method::get,
         .path = "/session",
         .needs = Needs::own_account(),
         .operation = "read_session",
         .summary = "Who is signed in, with which role and permissions, and until when.",
         .gives = session,
         .handle = with(who_am_i)},
        {.method = Method::get,
         .path = "/me",
         .needs = Needs::own_account(),
         .operation = "read_me",
         .summary = "The same as the session: who I am and what I may do.",
         .gives = session,
         .handle = with(who_am_i)},
        {.method = Method::remove,
         .path = "/session",
         .needs = Needs::nothing(),
         .operation = "sign_out",
         .summary = "End this session, if there is one.",
         .gives = {.shape = Shape::nothing, .status = 204},
         .handle = with(sign_out)},
        {.method = Method::post,
         .path = "/session/sign-out-everywhere",
         .needs = Needs::own_account(),
         .operation = "sign_out_everywhere",
         .summary = "End every session of the own account, this one included.",
         .gives = {.shape = Shape::nothing, .status = 204},
         .handle = with(sign_out_everywhere)},
        {.method = Method::post,
         .path = "/me/password",
         .needs = Needs::own_account(),
         .operation = "change_own_password",
         .summary = "Change the own password; all other sessions of the account end.",
         .takes = {.body = BodyKind::json, .record = &record_type<ChangePassword>(), .key = true},
         .gives = {.shape = Shape::written},
         .handle = with(change_password)},
        {.method = Method::get,
         .path = "/setup",
         .needs = Needs::nothing(),
         .operation = "read_setup",
         .summary = "Whether the first administrator is still to be made.",
         .gives = {.shape = Shape::one, .record = &record_type<SetupView>()},
         .handle = with(setup_state)},
        {.method = Method::post,
         .path = "/setup",
         .needs = Needs::nothing(),
         .operation = "set_up",
         .summary = "Make the first administrator: once, and from the server itself only.",
         .takes = {.body = BodyKind::json, .record = &record_type<FirstAdministrator>(), .key = true},
         .gives = {.shape = Shape::written, .status = 201},
         .handle = with(make_first_administrator)},
    };
}

Route account_command(std::string_view path, std::string_view operation, std::string_view summary, Parts const& parts,
                      AccountService service) {
    return {.method = Method::post,
            .path = path,
            .needs = Permission::manage_accounts,
            .operation = operation,
            .summary = summary,
            .takes = {.body = BodyKind::json, .record = &record_type<AccountCommand>(), .version = true, .key = true},
            .gives = {.shape = Shape::written},
            .handle = [parts, service](Call& call) { return change(call, parts, service); }};
}

Routes account_rows(Parts const& parts) {
    auto const with = [&](Handler handler) { return [parts, handler](Call& call) { return handler(call, parts); }; };
    return {
        {.method = Method::get,
         .path = "/accounts",
         .needs = Permission::manage_accounts,
         .operation = "list_accounts",
         .summary = "Every account, by login.",
         .takes = {.page = true},
         .gives = {.shape = Shape::page, .record = &record_type<AccountRow>()},
         .handle = with(list_accounts)},
        {.method = Method::get,
         .path = "/accounts/{id}",
         .needs = Permission::manage_accounts,
         .operation = "read_account",
         .summary = "One account and who holds it.",
         .gives = {.shape = Shape::one, .record = &record_type<AccountRow>()},
         .handle = with(read_account)},
        {.method = Method::post,
         .path = "/accounts",
         .needs = Permission::manage_accounts,
         .operation = "add_account",
         .summary = "Give a member of staff an account; without a password one is made up and answered once.",
         .takes = {.body = BodyKind::json, .record = &record_type<NewAccount>(), .key = true},
         .gives = {.shape = Shape::written, .status = 201},
         .handle = with(add)},
        {.method = Method::post,
         .path = "/accounts/{id}/reset",
         .needs = Permission::manage_accounts,
         .operation = "reset_password",
         .summary = "Set another password, which its holder changes at the next sign-in; all sessions end.",
         .takes = {.body = BodyKind::json, .record = &record_type<ResetPassword>(), .version = true, .key = true},
         .gives = {.shape = Shape::written},
         .handle = with(reset)},
        account_command("/accounts/{id}/disable", "disable_account", "Close an account; all its sessions end.", parts,
                        disable_account),
        account_command("/accounts/{id}/enable", "enable_account", "Open a closed account again.", parts,
                        enable_account),
        {.method = Method::post,
         .path = "/accounts/{id}/sign-out",
         .needs = Permission::manage_accounts,
         .operation = "sign_out_account",
         .summary = "End every session of an account.",
         .gives = {.shape = Shape::nothing, .status = 204},
         .handle = with(sign_out_account)},
    };
}

}  // namespace

Routes account_routes(Organization& organization, Gate& gate, Passwords& passwords, CookieRule const& cookie) {
    Parts const parts{organization, gate, passwords, cookie};
    auto routes = session_rows(parts);
    for (auto& row : account_rows(parts)) routes.push_back(std::move(row));
    return routes;
}

}  // namespace cairn
