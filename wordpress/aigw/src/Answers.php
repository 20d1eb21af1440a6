<?php
/**
 * What the gateway's answers mean.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * Reads answers and failures of the gateway, in any of its dialects, into arrays and WP_Errors.
 */
final class Answers {

	/**
	 * Which hop an error belongs to, by its code.
	 */
	const HOPS = array(
		'missing_bearer'       => 'token',
		'invalid_token'        => 'token',
		'token_expired'        => 'token',
		'tenant_inactive'      => 'token',
		'body_not_allowed'     => 'token',
		'secret_changed'       => 'token',
		'origin_not_allowed'   => 'token',
		'model_not_allowed'    => 'model',
		'unknown_model'        => 'model',
		'budget_exceeded'      => 'budget',
		'rate_limited_minute'  => 'budget',
		'rate_limited_day'     => 'budget',
		'rate_limited_tokens'  => 'budget',
		'too_many_concurrent'  => 'budget',
	);

	/**
	 * Reads an answer; one that comes later has `location` alone.
	 *
	 * @param array  $response   Of wp_remote_request().
	 * @param string $request_id The id that was sent.
	 * @return array|WP_Error
	 */
	public static function read( array $response, string $request_id = '' ) {
		$status = (int) wp_remote_retrieve_response_code( $response );
		$json   = json_decode( wp_remote_retrieve_body( $response ), true );
		$id     = self::header( $response, 'x-request-id' );
		$id     = '' === $id ? $request_id : $id;
		if ( 202 === $status ) {
			$place = self::header( $response, 'location' );
			// A path of the same gateway, never another host: the token goes there.
			return array( 'location' => preg_match( '#^/[A-Za-z0-9]#', $place ) ? $place : '/api/v1/jobs/' . rawurlencode( $id ) );
		}
		if ( 200 <= $status && $status < 300 && is_array( $json ) ) {
			return $json + array_filter(
				array(
					'request_id' => $id,
					'replayed'   => 'true' === self::header( $response, 'idempotency-replayed' ),
				)
			);
		}
		$code    = self::code( is_array( $json ) ? $json : array() );
		$message = self::message( is_array( $json ) ? $json : array() );
		$data    = array(
			'status'      => $status,
			'retry_after' => self::retry_after( $response ),
			'request_id'  => is_array( $json ) && isset( $json['request_id'] ) && is_string( $json['request_id'] ) ? $json['request_id'] : $id,
			'hop'         => self::HOPS[ $code ] ?? 'http',
		);
		if ( '' === $code || $status < 400 ) {
			/* translators: %d: an HTTP status such as 404. */
			return Gateway::error( 'aigw_bad_answer', sprintf( __( 'What answered is not an aigw gateway, or something stands in between: HTTP status %d without a readable body.', 'aigw' ), $status ), $data );
		}
		return Gateway::error( $code, $message, $data );
	}

	/**
	 * Reads a failure to get any answer.
	 *
	 * @param WP_Error $error      Of wp_remote_request().
	 * @param string   $request_id The id that was sent.
	 * @return WP_Error
	 */
	public static function transport( WP_Error $error, string $request_id = '' ): WP_Error {
		$text = $error->get_error_message();
		$data = array(
			'request_id' => $request_id,
			'hop'        => self::hop( $text, $error->get_error_code() ),
			'cause'      => $text,
		);
		if ( preg_match( '/cURL error 28|timed?[ -]?out/i', $text ) ) {
			return Gateway::error( 'aigw_timeout', __( 'The gateway did not answer in time.', 'aigw' ), $data );
		}
		/* translators: %s: the cause as the HTTP client tells it. */
		return Gateway::error( 'aigw_unreachable', sprintf( __( 'The gateway cannot be reached: %s', 'aigw' ), $text ), $data );
	}

	/**
	 * The hop at which a connection failed.
	 *
	 * @param string     $text What the HTTP client says.
	 * @param string|int $code Its code.
	 * @return string dns, connect, tls, blocked or http.
	 */
	private static function hop( string $text, $code ): string {
		if ( 'http_request_not_executed' === $code || 'http_request_block' === $code ) {
			return 'blocked';
		}
		if ( preg_match( '/cURL error (6|5):|resolve host|getaddrinfo/i', $text ) ) {
			return 'dns';
		}
		if ( preg_match( '/cURL error (35|51|53|54|58|59|60|64|66|77|80|82|83|90|91):|SSL|certificate/i', $text ) ) {
			return 'tls';
		}
		if ( preg_match( '/cURL error 7:|refused|unreachable|no route|Connection timed out after|Failed to connect/i', $text ) ) {
			return 'connect';
		}
		return 'http';
	}

	/**
	 * The code of an error body, in any dialect.
	 *
	 * @param array $json Body.
	 * @return string
	 */
	private static function code( array $json ): string {
		$error = $json['error'] ?? '';
		if ( is_array( $error ) ) {
			$error = $error['code'] ?? ( $error['type'] ?? '' );
		}
		return is_string( $error ) ? substr( (string) preg_replace( '/[^a-z0-9_]/', '', strtolower( $error ) ), 0, 64 ) : '';
	}

	/**
	 * What an error body says, in any dialect; plain text.
	 *
	 * @param array $json Body.
	 * @return string
	 */
	private static function message( array $json ): string {
		$text = $json['detail'] ?? ( is_array( $json['error'] ?? null ) ? ( $json['error']['message'] ?? '' ) : '' );
		return is_string( $text ) ? mb_substr( sanitize_text_field( $text ), 0, 600 ) : '';
	}

	/**
	 * A header; of one that a proxy repeats the first.
	 *
	 * @param array  $response Of wp_remote_request().
	 * @param string $name     Name.
	 * @return string '' where there is none.
	 */
	public static function header( array $response, string $name ): string {
		$value = wp_remote_retrieve_header( $response, $name );
		return (string) ( is_array( $value ) ? reset( $value ) : $value );
	}

	/**
	 * Seconds after which another attempt makes sense.
	 *
	 * @param array $response Of wp_remote_request().
	 * @return float|null
	 */
	private static function retry_after( array $response ): ?float {
		$ms = self::header( $response, 'retry-after-ms' );
		if ( is_numeric( $ms ) ) {
			return max( 0.0, (float) $ms / 1000 );
		}
		$seconds = self::header( $response, 'retry-after' );
		return is_numeric( $seconds ) ? max( 0.0, (float) $seconds ) : null;
	}
}
