<?php
/**
 * Tokens for browsers.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Stream;

use Aigw\Attribution;
use Aigw\Connection;
use Aigw\Environment;
use Aigw\Jwt;
use Aigw\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * Mints the token with which a browser asks the gateway itself: for one call, from one origin, for a short time, within limits.
 */
final class Tokens {

	/**
	 * Seconds that a token lives.
	 */
	const LIFE = 110;

	/**
	 * Whether browsers of this site can ask the gateway themselves.
	 *
	 * @return bool
	 */
	public static function possible(): bool {
		$connection = Connection::current();
		$mixed      = 'https' === wp_parse_url( home_url(), PHP_URL_SCHEME ) && 'https' !== wp_parse_url( self::url( $connection ), PHP_URL_SCHEME );
		/**
		 * Whether browsers stream from the gateway; otherwise answers come through WordPress, whole.
		 *
		 * @param bool $stream Whether they do.
		 */
		return (bool) apply_filters( 'aigw_stream', Settings::get( 'stream' ) && $connection->can_mint() && ! $mixed );
	}

	/**
	 * What a browser needs for one question: address, token, and the body to send as it is.
	 *
	 * @param Question $question What is asked.
	 * @param string   $origin   Origin of the page.
	 * @return array
	 */
	public static function mint( Question $question, string $origin ): array {
		$connection = Connection::current();
		$id         = wp_generate_uuid4();
		$body       = (string) wp_json_encode( $question->body( $id, true ), JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE );
		$claims     = array(
			'jti'         => $id,
			'once'        => true,
			'origin'      => $origin,
			'scope'       => 'chat',
			'body_sha256' => Jwt::encode( hash( 'sha256', $body, true ) ),
		) + self::claims( $question );
		return array(
			'stream'     => true,
			'url'        => self::url( $connection ) . '/api/v1/chat',
			'token'      => $connection->bearer( $claims, self::LIFE ),
			'body'       => $body,
			'request_id' => $id,
			'expires_in' => self::LIFE - 5,
		);
	}

	/**
	 * Claims that narrow a call, whichever way it takes.
	 *
	 * @param Question $question What is asked.
	 * @return array
	 */
	public static function claims( Question $question ): array {
		$who    = Attribution::now( $question->feature(), 'aigw' );
		$claims = array( 'max_tokens' => $question->tokens() ) + $who->claims();
		if ( '' !== $question->model() ) {
			$claims['models'] = array( $question->model() );
		}
		/** This filter is documented in src/Gateway.php. */
		$claims = (array) apply_filters( 'aigw_claims', $claims, $who );
		$limits = Throttle::narrowed( (array) ( $claims['limits'] ?? array() ) );
		return array() === $limits ? array_diff_key( $claims, array( 'limits' => 1 ) ) : array( 'limits' => $limits ) + $claims;
	}

	/**
	 * The gateway's address as browsers see it, where that is another than WordPress's own.
	 *
	 * @param Connection $connection The connection.
	 * @return string
	 */
	private static function url( Connection $connection ): string {
		$fixed = Environment::get( 'AIGW_BROWSER_URL' );
		/**
		 * The gateway's address for browsers, without a slash at the end.
		 *
		 * @param string $url Address.
		 */
		return untrailingslashit( (string) apply_filters( 'aigw_browser_url', '' === $fixed ? $connection->url() : $fixed ) );
	}
}
