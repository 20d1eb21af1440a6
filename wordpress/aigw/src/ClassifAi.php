<?php
/**
 * ClassifAI through the gateway.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

defined( 'ABSPATH' ) || exit;

/**
 * Points ClassifAI's OpenAI features to the gateway, behind the setting `classifai`.
 *
 * The plugin's own connection authenticates; whatever key ClassifAI holds stays unused. What the gateway has no route for goes where it went before.
 */
final class ClassifAi {

	/**
	 * Registers the filters. The switch is read when ClassifAI asks, not for every page.
	 *
	 * @return void
	 */
	public static function register() {
		foreach ( array( 'post', 'get', 'post_form' ) as $kind ) {
			add_filter( 'classifai_openai_api_request_' . $kind . '_url', array( __CLASS__, 'url' ) );
			add_filter( 'classifai_openai_api_request_' . $kind . '_options', array( __CLASS__, 'options' ), 10, 4 );
		}
	}

	/**
	 * The gateway's address for one of OpenAI's.
	 *
	 * @param mixed $url OpenAI's address.
	 * @return mixed
	 */
	public static function url( $url ) {
		if ( ! Settings::get( 'classifai' ) ) {
			return $url;
		}
		$path = (string) wp_parse_url( (string) $url, PHP_URL_PATH );
		/**
		 * Paths of OpenAI's dialect that the gateway serves.
		 *
		 * @param string[] $paths Paths.
		 */
		$paths = (array) apply_filters( 'aigw_classifai_paths', array( '/v1/chat/completions', '/v1/images/generations', '/v1/models' ) );
		$whole = Connection::current();
		return $whole->configured() && in_array( $path, $paths, true ) ? $whole->url() . $path : $url;
	}

	/**
	 * Our credential for what goes to the gateway.
	 *
	 * @param mixed $options Options of WordPress's HTTP client.
	 * @param mixed $url     Where it goes.
	 * @param mixed $third   Feature, or the body of a form.
	 * @param mixed $fourth  Feature of a form.
	 * @return mixed
	 */
	public static function options( $options, $url = '', $third = '', $fourth = '' ) {
		$whole = Connection::current();
		if ( ! Settings::get( 'classifai' ) || ! is_array( $options ) || ! $whole->configured() || 0 !== strpos( (string) $url, $whole->url() . '/v1/' ) ) {
			return $options;
		}
		$feature = is_string( $third ) && '' !== $third ? $third : ( is_string( $fourth ) ? $fourth : '' );
		$who     = Attribution::now( '' === $feature ? 'classifai' : 'classifai/' . $feature );
		/** This filter is documented in src/Gateway.php */
		$claims  = (array) apply_filters( 'aigw_claims', $who->claims(), $who );
		$headers = isset( $options['headers'] ) && is_array( $options['headers'] ) ? $options['headers'] : array();

		$options['headers']                  = $headers + $who->headers();
		$options['headers']['Authorization'] = 'Bearer ' . $whole->bearer( $claims, 120 );
		$options['redirection']              = 0;
		$options['reject_unsafe_urls']       = ! $whole->trusted();
		return $options;
	}
}
