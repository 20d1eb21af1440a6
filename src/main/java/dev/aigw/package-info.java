/**
 * aigw, the AI gateway that WordPress sites call instead of holding provider keys. The packages, in the order a request
 * meets them:
 *
 * <pre>
 *   http/      1  the edge: listener, request id, access log, body limits, bounded in-flight, the one error writer
 *   auth/      2  who is calling: a JWT signed with the tenant's secret, or an API key
 *   chat/      3  the path: reserve, route, call, respond or relay, settle, record
 *   limit/     4  may it pass: Redis Lua behind a verticle per lane
 *   routing/   5  where to: model catalogue, aliases, candidates
 *   dialect/   6  how they speak: one package per wire format, the neutral form between them, SSE framing
 *   provider/  7  speaking to one upstream: verticle, pooled client, breaker
 *   estimate/     what a call may come to: input tokens, the ceiling of its output, its cost
 *   usage/     8  what it cost: prices, the batch, the table, sums and reports
 *   alert/        what somebody should hear of: budgets nearly spent, hours that cost far more than usual
 *   replay/       who waits for the answer of the same call under way
 *   tenant/       who may call, and the snapshot of them that every lane holds
 *   audit/        who did what to which tenant or key
 *   simulator/    a provider made of nothing, for first steps and tests
 *   cli/ dev/     the command line; the embedded stores of {@code aigw dev}
 *   config/ bus/ error/ time/ bytes/ redis/ postgres/ health/ metrics/   the ground floor, which knows none of the above
 * </pre>
 */
@NullMarked
package dev.aigw;

import org.jspecify.annotations.NullMarked;
