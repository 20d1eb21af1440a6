<?php
/**
 * One question, one answer.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * A question in one line of PHP: what `aigw_chat()` and the shortcode do.
 */
final class Chat {

	/**
	 * Fields that go into the call as they are.
	 */
	const FIELDS = array( 'provider', 'model', 'max_tokens', 'temperature', 'top_p', 'stop', 'seed', 'tools', 'tool_choice', 'response_format', 'fallbacks', 'request_id' );

	/**
	 * Asks, and makes HTML of what comes back.
	 *
	 * @param string $prompt  The question.
	 * @param array  $options See aigw_chat().
	 * @return string
	 */
	public static function html( string $prompt, array $options = array() ): string {
		$answer = self::ask( $prompt, $options );
		$text   = 'text' === ( $options['format'] ?? 'html' );
		if ( is_wp_error( $answer ) ) {
			$message = Answer::inert( esc_html( Messages::for( $answer, current_user_can( Capabilities::MANAGE ) ) ) );
			return $text ? $message : '<p class="aigw-message">' . $message . '</p>';
		}
		return $text ? Answer::inert( esc_html( $answer['text'] ) ) : Answer::html( $answer['text'] );
	}

	/**
	 * Asks; on a page that somebody waits for, no longer than the front end's time limit and not at all while the fuse is out.
	 *
	 * @param string $prompt  The question.
	 * @param array  $options See aigw_chat().
	 * @return array|WP_Error The answer of {@see Gateway::chat()} and its `text`.
	 */
	public static function ask( string $prompt, array $options = array() ) {
		$timeout = (float) ( $options['timeout'] ?? Patience::seconds() );
		$front   = $timeout <= (float) Settings::get( 'front_timeout' );
		if ( $front ) {
			$timeout = min( $timeout, Patience::left() );
			if ( $timeout < Patience::LEAST ) {
				return Gateway::error( 'aigw_timeout', __( 'This page has waited as long as it may.', 'aigw' ), array( 'hop' => 'http' ) );
			}
			if ( ! Circuit::may_ask() ) {
				return Circuit::refusal();
			}
		}
		$began  = microtime( true );
		$answer = ( new Gateway() )->chat( self::body( $prompt, $options ), array( 'timeout' => $timeout ) + array_intersect_key( $options, array_flip( array( 'retries', 'attribution', 'feature', 'claims', 'once_until' ) ) ) );
		if ( $front ) {
			Patience::waited( microtime( true ) - $began );
			Circuit::note( $answer );
		}
		return is_wp_error( $answer ) ? $answer : $answer + array( 'text' => Answer::text( $answer ) );
	}

	/**
	 * The call's body.
	 *
	 * @param string $prompt  The question.
	 * @param array  $options See aigw_chat().
	 * @return array
	 */
	public static function body( string $prompt, array $options ): array {
		$body = array_intersect_key( $options, array_flip( self::FIELDS ) );
		$body = array_filter(
			$body,
			static function ( $value ) {
				return null !== $value && '' !== $value;
			}
		);
		if ( isset( $options['messages'] ) && is_array( $options['messages'] ) ) {
			$body['messages'] = $options['messages'];
			return $body;
		}
		$body['messages'] = array( array( 'role' => 'user', 'content' => $prompt ) );
		if ( ! empty( $options['system'] ) ) {
			array_unshift( $body['messages'], array( 'role' => 'system', 'content' => (string) $options['system'] ) );
		}
		return $body;
	}
}
