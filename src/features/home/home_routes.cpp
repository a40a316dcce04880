#include "features/home/home_routes.hpp"

#include "features/home/home.hpp"

namespace cairn {

Routes home_routes(Organization& organization) {
    return {{.method = Method::get,
             .path = "/home",
             .needs = Needs::signed_in(),
             .operation = "read_home",
             .summary = "What there is for whoever is signed in, and what is not and why.",
             .gives = {.shape = Shape::one, .record = &record_type<Home>()},
             .handle = [&organization](Call& call) -> Result<HttpResponse> {
                 auto const home = home_of(call.permit, organization.program()->settings.name);
                 return json_response(to_shown_json(record_type<Home>(), &home));
             }}};
}

}  // namespace cairn
