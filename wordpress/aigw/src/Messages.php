<?php
/**
 * Errors in plain words.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * What an error is called in front of people: a visitor learns that, who manages learns why.
 */
final class Messages {

	/**
	 * Plain words for an error; plain text, to be escaped where it is printed.
	 *
	 * @param WP_Error $error      What happened.
	 * @param bool     $privileged Whether the reader may know the cause: has `aigw_manage`.
	 * @return string
	 */
	public static function for( WP_Error $error, bool $privileged ): string {
		$code = (string) $error->get_error_code();
		if ( ! $privileged ) {
			return self::visitor( $code );
		}
		$data  = (array) $error->get_error_data();
		$text  = self::cause( $code );
		$own   = $error->get_error_message();
		$text .= '' !== $own && '' !== $text ? ' ' . $own : $own;
		if ( '' === $text ) {
			$text = $code;
		}
		if ( ! empty( $data['retry_after'] ) ) {
			/* translators: %s: a time span such as "5 mins". */
			$text .= ' ' . sprintf( __( 'Worth another try in %s.', 'aigw' ), human_time_diff( 0, max( 1, (int) ceil( (float) $data['retry_after'] ) ) ) );
		}
		$facts = array_filter( array( $code, isset( $data['request_id'] ) && '' !== $data['request_id'] ? 'request ' . $data['request_id'] : '' ) );
		return $text . ' [' . implode( ', ', $facts ) . ']';
	}

	/**
	 * What a visitor is told.
	 *
	 * @param string $code Code.
	 * @return string
	 */
	private static function visitor( string $code ): string {
		switch ( $code ) {
			case 'rate_limited_minute':
			case 'too_many_concurrent':
			case 'rate_limited_tokens':
				return __( 'Too many questions at once. Please try again in a minute.', 'aigw' );
			case 'rate_limited_day':
				return __( 'That was the last answer for today. Please come back tomorrow.', 'aigw' );
			case 'content_filtered':
				return __( 'This question cannot be answered here.', 'aigw' );
			case 'aigw_forbidden':
				return __( 'You are not allowed to use AI on this site.', 'aigw' );
			case 'request_in_progress':
			case 'aigw_timeout':
			case 'aigw_waiting':
				return __( 'The answer takes longer than usual. Please look again in a moment.', 'aigw' );
			default:
				return __( 'The answer is not available right now. Please try again later.', 'aigw' );
		}
	}

	/**
	 * What who manages is told, before the gateway's own words.
	 *
	 * @param string $code Code.
	 * @return string '' where the gateway's own words are all there is.
	 */
	private static function cause( string $code ): string {
		switch ( $code ) {
			case 'missing_bearer':
			case 'invalid_token':
				return __( 'The gateway refuses this site\'s credential: it was replaced, revoked or belongs to another tenant. Paste a new connect code under Settings > AI Gateway.', 'aigw' );
			case 'token_expired':
				return __( 'The token has run out. Either the fixed token (AIGW_JWT) is over and must be replaced, or the clocks of this server and of the gateway differ by more than 30 seconds.', 'aigw' );
			case 'aigw_timeout':
				return __( 'Something takes the connection but gives no answer: the gateway hangs, is too busy, or another program listens there.', 'aigw' );
			case 'body_not_allowed':
				return __( 'The token was made for another request than the one it came with. Something between this site and the gateway changes requests, or a token was used for something else.', 'aigw' );
			case 'secret_changed':
				return __( 'The tenant\'s secret was replaced, and this site\'s is no longer the newest. Paste a new connect code under Settings > AI Gateway.', 'aigw' );
			case 'origin_not_allowed':
				return __( 'The gateway does not allow this site\'s address (origin) for this tenant.', 'aigw' );
			case 'model_not_allowed':
				return __( 'This tenant may not use that model.', 'aigw' );
			case 'unknown_model':
				return __( 'The gateway knows no model of that name. `wp aigw models` and the Usage page list those that there are.', 'aigw' );
			case 'budget_exceeded':
				return __( 'The budget is spent. Calls go through again when its day or month is over, or when whoever runs the gateway raises it.', 'aigw' );
			case 'rate_limited_minute':
				return __( 'The limit of requests per minute is reached.', 'aigw' );
			case 'rate_limited_day':
				return __( 'The limit of requests per day is reached.', 'aigw' );
			case 'rate_limited_tokens':
				return __( 'The limit of tokens per minute is reached.', 'aigw' );
			case 'too_many_concurrent':
				return __( 'Too many calls are running at the same time.', 'aigw' );
			case 'content_filtered':
				return __( 'The provider\'s filter refused the question or its answer.', 'aigw' );
			case 'provider_error':
			case 'provider_timeout':
			case 'all_providers_unavailable':
				return __( 'The gateway is well, but the AI provider behind it is not.', 'aigw' );
			case 'draining':
			case 'overloaded':
			case 'limiter_unavailable':
				return __( 'The gateway takes no calls for the moment.', 'aigw' );
			default:
				return '';
		}
	}
}
